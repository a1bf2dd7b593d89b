#include "core/base/atomic_file.h"
#include "core/workbench/commands/client_commands.h"
#include "tests/support/test_pki.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <sys/inotify.h>
#include <unistd.h>

namespace workbench {
namespace {

/// Tells whether a file was opened since.
class Watched
{
public:
    explicit Watched(const QString& path)
    {
        if (::inotify_add_watch(m_descriptor, qPrintable(path), IN_OPEN) < 0) {
            qFatal("cannot watch %s", qPrintable(path));
        }
    }

    ~Watched() { ::close(m_descriptor); }

    Q_DISABLE_COPY_MOVE(Watched)

    bool wasOpened() const
    {
        std::array<char, 4096> events {};
        return ::read(m_descriptor, events.data(), events.size()) > 0;
    }

private:
    int m_descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
};

} // namespace

/// The files of a client whose command line is wanted.
class CommandFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOnlyWhatIsUsed_data();
    void readsOnlyWhatIsUsed();
};

void CommandFilesTest::readsOnlyWhatIsUsed_data()
{
    QTest::addColumn<OtherTool>("tool");
    QTest::addColumn<bool>("reads");
    QTest::newRow("openssl") << OtherTool::OpenSsl << true;
    QTest::newRow("curl") << OtherTool::Curl << true;
    QTest::newRow("this program") << OtherTool::Workbench << false;
}

/// The window asks in its own thread. This program finds the key of a certificate by itself.
void CommandFilesTest::readsOnlyWhatIsUsed()
{
    QFETCH(const OtherTool, tool);
    QFETCH(const bool, reads);
    const tests::TestPki pki;
    const QTemporaryDir folder;
    const CertificateStore store = pki.store(folder.filePath(QStringLiteral("store")));
    const QString path = folder.filePath(QStringLiteral("me.pem"));
    QVERIFY(writeFileAtomically(path, *toPem(pki.client())));
    ClientProfile profile;
    profile.host = QStringLiteral("shop.test");
    profile.certificate = path;
    const Watched file(path);
    const ShellCommand command = commandOf(tool, profile, store, {});
    QVERIFY2(command.text().contains(path), qPrintable(command.text()));
    QCOMPARE(file.wasOpened(), reads);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CommandFilesTest)
#include "command_files_test.moc"
