#include "core/base/printable_text.h"
#include "core/base/shell_quoting.h"
#include "core/workbench/commands/client_commands.h"
#include "tests/support/command.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// What is copied for a shell means there what it means here, whatever stands in it.
class CommandQuotingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quoting_data();
    void quoting();
    void namesCannotBecomeCommands_data();
    void namesCannotBecomeCommands();
};

void CommandQuotingTest::quoting_data()
{
    QTest::addColumn<QString>("argument");
    for (const char* argument : {"",
                                 "plain",
                                 "two words",
                                 "it's",
                                 R"($HOME `id` "x" \)",
                                 "a;b|c&d>e<f(g)h*i?j[k]{l}~#!",
                                 "-n",
                                 "line\nend",
                                 "'",
                                 "Größe=ü",
                                 "ESC \x1b[201~ and ^C \x03",
                                 "\t",
                                 "return\rtouch pwned\n",
                                 "100 % \x15 \\n",
                                 // NOLINTNEXTLINE(misc-misleading-bidirectional): it is the case
                                 "\xe2\x80\xaeturned"}) {
        QTest::newRow(argument) << QString::fromUtf8(argument);
    }
}

void CommandQuotingTest::quoting()
{
    QFETCH(const QString, argument);
    const tests::CommandResult shell = tests::runCommand(
        QStringLiteral("sh"),
        {QStringLiteral("-c"),
         QStringLiteral("printf '[%s]' ") + shellQuoted(argument) + QStringLiteral(" ; echo")});
    QCOMPARE(shell.text(), QStringLiteral("[%1]\n").arg(argument));
}

void CommandQuotingTest::namesCannotBecomeCommands_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("quote") << QStringLiteral("x'; touch pwned; '");
    QTest::newRow("substitution") << QStringLiteral("$(touch pwned)`touch pwned`");
    QTest::newRow("comment") << QStringLiteral("x\ntouch pwned\n");
    const auto row = [](uint code) {
        const QString control = QString::fromUcs4(reinterpret_cast<const char32_t*>(&code), 1);
        QTest::addRow("U+%04X", code) << QStringLiteral("x%1touch pwned%1").arg(control);
    };
    constexpr uint kSpace = 0x20;
    constexpr uint kDelete = 0x7f;
    constexpr uint kLastControl = 0x9f;
    for (uint code = 1; code < kSpace; ++code) {
        row(code);
    }
    for (uint code = kDelete; code <= kLastControl; ++code) {
        row(code);
    }
    row(0x202e); // what follows runs from right to left
}

/// Neither in a shell nor in a terminal that pastes, which takes some characters for a key and what
/// follows for typed.
void CommandQuotingTest::namesCannotBecomeCommands()
{
    QFETCH(const QString, name);
    ClientProfile profile;
    profile.name = name;
    profile.host = name;
    profile.certificate = name;
    profile.serverName = name;
    profile.proxy.user = name;
    profile.trust.files = {name, name};
    const ClientFiles files {.anchors = profile.trust.files};
    ClientProfile plain = profile;
    plain.plain = true;
    const QTemporaryDir folder;
    for (const QString& text : {openSslCommand(profile, files).text(),
                                curlCommand(profile, files).text(),
                                curlCommand(plain, files).text(),
                                workbenchCommand(profile, name).text()}) {
        for (const QChar letter : text) {
            QVERIFY2(letter == QLatin1Char('\n') || !isControl(letter.unicode()), qPrintable(text));
        }
        // The commands themselves are not to run here.
        const QString script
            = QStringLiteral("cd '%1'; openssl() { :; }; curl() { :; }\n").arg(folder.path())
            + QString(text).replace(QStringLiteral("tls-workbench connect"), QStringLiteral(":"));
        tests::runCommand(QStringLiteral("sh"), {QStringLiteral("-c"), script});
        QVERIFY2(!QFile::exists(folder.filePath(QStringLiteral("pwned"))), qPrintable(text));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CommandQuotingTest)
#include "command_quoting_test.moc"
