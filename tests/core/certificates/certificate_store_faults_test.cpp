#include "core/base/atomic_file.h"
#include "core/certificates/certificate_store.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTextStream>
#include <QtTest>

#include <csignal>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace workbench;
using namespace workbench::tests;

namespace {

CertificateStore opened(const QString& folder)
{
    const Result<CertificateStore> store = CertificateStore::open(folder);
    if (!store) {
        qFatal("%s", qPrintable(store.error().toLine()));
    }
    return *store;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

/// Replaces "shop" by much more, stopping before so that the tracer can come in.
int writeOnce(const QString& folder)
{
    CertificateStore store = opened(folder);
    KeyMaterial large = store.load(store.entries().first()).value();
    const TestPki pki;
    for (int i = 0; i < 200; ++i) {
        large.chain.append(pki.root().certificate);
    }
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    std::raise(SIGSTOP);
    const bool done = store.replace("shop", large).has_value();
    ::_exit(done ? 0 : 1);
}

/// Starts writeOnce() and kills it (SIGKILL) when it enters or leaves its `stop`th system call of
/// the writing. Returns false when it had ended before, and -1 in `status` when tracing failed.
bool killAtSystemCall(const QString& folder, int stop, int& status)
{
    const QByteArray program = QCoreApplication::applicationFilePath().toLocal8Bit();
    const QByteArray place = folder.toLocal8Bit();
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl(
            program.constData(), program.constData(), "--write-once", place.constData(), nullptr);
        ::_exit(127);
    }
    for (int i = 0; i <= stop; ++i) {
        if (::waitpid(child, &status, WUNTRACED) != child || WIFEXITED(status)) {
            return false;
        }
        if (i < stop) {
            ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
        }
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return true;
}

/// What this program does when it is started by one of its own tests.
int runAsChild(const QStringList& arguments)
{
    QTextStream out(stdout);
    const QString task = arguments.value(1);
    const QString folder = arguments.value(2);
    if (task == "--write-once") {
        return writeOnce(folder);
    }
    if (task == "--without-rights" && ::geteuid() == 0
        && (::setgid(65534) != 0 || ::setuid(65534) != 0)) {
        return 1;
    }
    if (task == "--disk-full") {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit {100, 100};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    const auto report = [&out](const char* what, const Error& error) {
        out << what << '\t' << toIdentifier(error.code) << '\t' << error.toLine() << '\n';
    };
    Result<CertificateStore> store = CertificateStore::open(folder);
    if (!store) {
        report("open", store.error());
        return 0;
    }
    const TestPki pki;
    const Result<StoreEntry> added = store->add("new", pki.server());
    report("add", added ? Error {} : added.error());
    const Result<StoreEntry> replaced = store->replace("shop", pki.server());
    report("replace", replaced ? Error {} : replaced.error());
    const Result<RemovedEntry> removed = store->remove("shop");
    report("remove", removed ? Error {} : removed.error());
    const Result<void> renamed = store->rename("shop", "other");
    report("rename", renamed ? Error {} : renamed.error());
    return 0;
}

/// Runs this program as a child and returns its lines, split at tabs, by their first word.
QHash<QString, QStringList> reportsOf(const QString& task, const QString& folder)
{
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {task, folder});
    QHash<QString, QStringList> reports;
    if (!child.waitForFinished()) {
        return reports;
    }
    const QStringList lines = QString::fromUtf8(child.readAllStandardOutput()).split('\n');
    for (const QString& line : lines) {
        const QStringList words = line.split('\t');
        reports.insert(words.first(), words.mid(1));
    }
    return reports;
}

} // namespace

/// What the store does when files, folder, disk or the program itself fail it.
class CertificateStoreFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsUnreadableFilesAsFaults();
    void ignoresWhatIsNotAnEntry();
    void refusesKeysOfAnotherCertificate();
    void refusesAFileInPlaceOfTheFolder();
    void survivesBeingKilledWhileWriting();
    void namesTheFolderItMayNotWrite();
    void namesTheFolderItMayNotRead();
    void losesNothingOnAFullDisk();
    void leavesNoSecretBehind();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void CertificateStoreFaultsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void CertificateStoreFaultsTest::listsUnreadableFilesAsFaults()
{
    m_pki.store(m_folder->path());
    const QByteArray good = contentOf(path("server.pem"));
    writeFile(path("broken.pem"), good.left(400));
    writeFile(path("empty.pem"), {});
    writeFile(path("key only.pem"), keyPem(m_pki.server()).value());
    writeFile(path("%73erver.pem"), good);
    writeFile(path("huge.pem"), QByteArray(qsizetype(17) * 1024 * 1024, '\n'));
    const CertificateStore store = opened(m_folder->path());
    QCOMPARE(store.entries().size(), 4);
    QCOMPARE(store.faults().size(), 5);
    QSet<QString> places;
    for (const Error& fault : store.faults()) {
        QVERIFY(!fault.message.isEmpty());
        places.insert(QFileInfo(fault.where).fileName());
    }
    QVERIFY(places.contains("broken.pem") && places.contains("huge.pem"));
    QVERIFY(places.contains("server.pem") || places.contains("%73erver.pem"));
}

void CertificateStoreFaultsTest::ignoresWhatIsNotAnEntry()
{
    m_pki.store(m_folder->path());
    const QByteArray good = contentOf(path("server.pem"));
    writeFile(path(".server.pem.Ab12Cd"), good.left(100));
    writeFile(path(".hidden.pem"), good);
    writeFile(path("README"), "text");
    QVERIFY(QDir(m_folder->path()).mkdir("folder.pem"));
    const CertificateStore store = opened(m_folder->path());
    QCOMPARE(store.entries().size(), 4);
    QCOMPARE(store.faults().size(), 0);
}

void CertificateStoreFaultsTest::refusesKeysOfAnotherCertificate()
{
    opened(m_folder->path());
    writeFile(path("foreign.pem"),
              certificatePem(m_pki.server(), true) + keyPem(m_pki.client()).value());
    writeFile(path("issuer.pem"),
              certificatePem(m_pki.server(), true) + keyPem(m_pki.intermediate()).value());
    const CertificateStore store = opened(m_folder->path());
    QCOMPARE(store.entries().size(), 2);
    for (const StoreEntry& entry : store.entries()) {
        const Result<KeyMaterial> loaded = store.load(entry);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::KeyMismatch);
        QCOMPARE(loaded.error().where, entry.path);
    }
    StoreEntry gone = store.entries().first();
    gone.path = path("gone.pem");
    QCOMPARE(store.load(gone).error().code, ErrorCode::NotFound);
}

void CertificateStoreFaultsTest::refusesAFileInPlaceOfTheFolder()
{
    writeFile(path("store"), "I am a file");
    for (const QString& folder : {path("store"), path("store/below")}) {
        const Result<CertificateStore> store = CertificateStore::open(folder);
        QVERIFY(!store);
        QCOMPARE(store.error().code, ErrorCode::FileFault);
        QVERIFY(store.error().message.contains(folder));
        QCOMPARE(store.error().where, folder);
    }
    QCOMPARE(contentOf(path("store")), QByteArray("I am a file"));
    const Result<CertificateStore> kernel = CertificateStore::open("/proc/tls-workbench");
    QVERIFY(!kernel);
    QVERIFY(kernel.error().message.contains("/proc/tls-workbench"));
}

void CertificateStoreFaultsTest::survivesBeingKilledWhileWriting()
{
    CertificateStore store = opened(m_folder->path());
    QVERIFY(store.add("shop", m_pki.server()));
    const QByteArray before = contentOf(path("shop.pem"));
    int status = 0;
    int stop = 1;
    int oldOnes = 0;
    for (; killAtSystemCall(m_folder->path(), stop, status); ++stop) {
        const QByteArray after = contentOf(path("shop.pem"));
        const CertificateStore reopened = opened(m_folder->path());
        QVERIFY2(reopened.faults().isEmpty(), qPrintable(QString::number(stop)));
        QCOMPARE(reopened.entries().size(), 1);
        const Result<KeyMaterial> loaded = reopened.load(reopened.entries().first());
        QVERIFY(loaded && keyFits(*loaded));
        oldOnes += after == before ? 1 : 0;
        QVERIFY(after == before || after.count("-----END CERTIFICATE") == 202);
        QVERIFY(writeFileAtomically(path("shop.pem"), before));
    }
    // It was killed at every step there is: the last run came through.
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QVERIFY2(stop > 10, qPrintable(QString::number(stop)));
    QVERIFY(oldOnes > 0 && oldOnes < stop);
    QCOMPARE(contentOf(path("shop.pem")).count("-----END CERTIFICATE"), 202);
}

void CertificateStoreFaultsTest::namesTheFolderItMayNotWrite()
{
    m_folder = std::make_unique<QTemporaryDir>("/tmp/tls-workbench-store-XXXXXX");
    CertificateStore store = opened(path("store"));
    QVERIFY(store.add("shop", m_pki.server()));
    const QByteArray before = contentOf(path("store/shop.pem"));
    // Others may look and read, nobody may write.
    QCOMPARE(::chmod(qPrintable(m_folder->path()), 0755), 0);
    QCOMPARE(::chmod(qPrintable(path("store/shop.pem")), 0644), 0);
    QCOMPARE(::chmod(qPrintable(path("store")), 0555), 0);
    const QHash<QString, QStringList> reports = reportsOf("--without-rights", path("store"));
    QCOMPARE(::chmod(qPrintable(path("store")), 0700), 0);
    for (const QString task : {"add", "replace", "remove", "rename"}) {
        const QStringList report = reports.value(task);
        QCOMPARE(report.value(0), QString("permission-denied"));
        QVERIFY2(report.value(1).contains(path("store")), qPrintable(report.value(1)));
        QVERIFY2(report.value(1).contains("Permission denied"), qPrintable(report.value(1)));
    }
    QCOMPARE(contentOf(path("store/shop.pem")), before);
    QCOMPARE(QDir(path("store")).entryList(QDir::Files | QDir::Hidden), QStringList {"shop.pem"});
}

void CertificateStoreFaultsTest::namesTheFolderItMayNotRead()
{
    m_folder = std::make_unique<QTemporaryDir>("/tmp/tls-workbench-store-XXXXXX");
    opened(path("store"));
    QCOMPARE(::chmod(qPrintable(m_folder->path()), 0755), 0);
    QCOMPARE(::chmod(qPrintable(path("store")), 0000), 0);
    const QStringList closed = reportsOf("--without-rights", path("store")).value("open");
    QCOMPARE(::chmod(qPrintable(path("store")), 0700), 0);
    QCOMPARE(closed.value(0), QString("permission-denied"));
    QVERIFY2(closed.value(1).contains(path("store")), qPrintable(closed.value(1)));

    QCOMPARE(::chmod(qPrintable(m_folder->path()), 0555), 0);
    const QStringList missing = reportsOf("--without-rights", path("new")).value("open");
    QCOMPARE(::chmod(qPrintable(m_folder->path()), 0700), 0);
    QCOMPARE(missing.value(0), QString("permission-denied"));
    QVERIFY2(missing.value(1).contains(path("new")), qPrintable(missing.value(1)));
}

void CertificateStoreFaultsTest::losesNothingOnAFullDisk()
{
    CertificateStore store = opened(m_folder->path());
    QVERIFY(store.add("shop", m_pki.server()));
    const QByteArray before = contentOf(path("shop.pem"));
    const QHash<QString, QStringList> reports = reportsOf("--disk-full", m_folder->path());
    for (const QString task : {"add", "replace"}) {
        const QStringList report = reports.value(task);
        QCOMPARE(report.value(0), QString("file-fault"));
        QVERIFY2(report.value(1).contains("File too large"), qPrintable(report.value(1)));
    }
    // The child went on to remove it, which needs no space: bring it back to look at the rest.
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList {});
    QVERIFY(store.reload());
    QVERIFY(store.restore("shop", {.file = before}));
}

void CertificateStoreFaultsTest::leavesNoSecretBehind()
{
    const QByteArray password = "a password to look for";
    const KeyMaterial server = m_pki.server();
    const QByteArray key = keyPem(server).value();
    CertificateStore store = opened(m_folder->path());
    QVERIFY(store.add("shop", server, password));
    QVERIFY(store.replace("shop", server, password));
    QVERIFY(store.rename("shop", "other"));
    const QStringList files = QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(files, QStringList {"other.pem"});
    const QByteArray content = contentOf(path("other.pem"));
    QVERIFY(!content.contains(password));
    QVERIFY(!content.contains(key.mid(40, 40)));
}

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (argc == 3 && argv[1][0] == '-' && argv[1][1] == '-') {
        return runAsChild(QCoreApplication::arguments());
    }
    CertificateStoreFaultsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "certificate_store_faults_test.moc"
