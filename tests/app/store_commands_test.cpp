#include "core/base/printable_text.h"
#include "tests/app/program_run.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace workbench {
namespace {

using Run = tests::ProgramRun;

/// DNS "a␛[32m.test" and URI "x:␛]0;t␇".
constexpr const char* kHostileNames
    = "2.5.29.17=3017820b611b5b33326d2e746573748608783a1b5d303b7407";

/// Words of a command, separated by spaces.
QStringList words(const char* command)
{
    return QString::fromUtf8(command).split(QLatin1Char(' '));
}

/// What a terminal obeys, besides line ends.
bool isHarmless(const QByteArray& output)
{
    const QString text = QString::fromUtf8(output);
    return std::none_of(text.begin(), text.end(), [](QChar letter) {
        return letter != QLatin1Char('\n') && isControl(letter.unicode());
    });
}

} // namespace

/// What the commands of the store refuse, make, and print.
class StoreCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void printsNothingThatATerminalObeys_data();
    void printsNothingThatATerminalObeys();
    void anEntryIsOneLine();
    void refusesBeforeAnythingIsDone_data();
    void refusesBeforeAnythingIsDone();
    void makesWhatIsMeant_data();
    void makesWhatIsMeant();
    void saysWhatWasRenamedAndRemoved();
    void keepsWhenItWasRevoked();
    void saysWhichNameIsNotThere_data();
    void saysWhichNameIsNotThere();

private:
    Run run(const QStringList& arguments) const
    {
        return tests::runProgram(arguments, m_home.path());
    }

    Run json(const QStringList& arguments) const
    {
        return run(QStringList {QStringLiteral("--format"), QStringLiteral("json")} + arguments);
    }

    /// Everything that lies in the home, by path.
    QMap<QString, QByteArray> files() const;

    QTemporaryDir m_home;
};

QMap<QString, QByteArray> StoreCommandsTest::files() const
{
    QMap<QString, QByteArray> contents;
    QDirIterator paths(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (paths.hasNext()) {
        QFile file(paths.next());
        contents.insert(file.fileName(),
                        file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    }
    return contents;
}

void StoreCommandsTest::initTestCase()
{
    QVERIFY(QDir::setCurrent(m_home.path()));
    Run made = tests::makeShop(m_home.path());
    QVERIFY2(made.status == 0, made.errors.constData());
    const QString subject = QStringLiteral("CN=a\\E2\\80\\AEb,O=c\\E2\\80\\A8d");
    for (const QStringList& arguments :
         {words("store new ended --issuer ca --save-template taken"),
          words("store revoke ended --revoked-at 2026-01-02 --reason superseded"),
          words("store request waiting --out waiting.csr"),
          words("store crl ca --as der --out list.der"),
          words("store new --issuer ca -- -x"),
          words("store new hostile --kind self-signed --extension")
              + QStringList {QString::fromLatin1(kHostileNames), "--subject", subject},
          words("store request unsigned --extension")
              + QStringList {QString::fromLatin1(kHostileNames), "--subject", subject}}) {
        made = run(arguments);
        QVERIFY2(made.status == 0, made.errors.constData());
    }
    QVERIFY(QFile::copy("templates/taken.json", "good.json"));
    QFile broken("store/broken.pem");
    QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("no certificate") > 0);
    QVERIFY(QFile::copy(m_home.filePath("store/ca.pem"), m_home.filePath("store/two\nlines.pem")));
}

void StoreCommandsTest::printsNothingThatATerminalObeys_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"store show hostile",
                                "store show two\nlines",
                                "store list",
                                "store list --from store/hostile.pem,store/two\nlines.pem",
                                "store verify hostile --trust store",
                                "store import store/hostile.pem",
                                "store requests",
                                "store inspect store/unsigned.csr",
                                "store compare hostile shop",
                                "store show no\x1b[32msuch",
                                "decode store/hostile.pem"}) {
        QTest::newRow(command) << QString::fromUtf8(command);
    }
}

void StoreCommandsTest::printsNothingThatATerminalObeys()
{
    QFETCH(const QString, command);
    const Run result = run(command.split(QLatin1Char(' ')));
    QVERIFY(!result.output.isEmpty() || !result.errors.isEmpty());
    QVERIFY2(isHarmless(result.output), result.output.toPercentEncoding(" \n").constData());
    QVERIFY2(isHarmless(result.errors), result.errors.toPercentEncoding(" \n").constData());
}

void StoreCommandsTest::anEntryIsOneLine()
{
    const qsizetype entries = json(words("store list")).json().array().size();
    QCOMPARE(run(words("store list")).output.count('\n'), entries);
    QCOMPARE(run({"store", "show", "no\nsuch"}).errors.count('\n'), 1);
}

void StoreCommandsTest::refusesBeforeAnythingIsDone_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* command, int status, const char* said) {
        QTest::newRow(command) << QString::fromUtf8(command) << status << QByteArray(said);
    };
    row("store sign waiting.csr --issuer ca --name signed --out none/x", 3, "none/x");
    row("store revoke shop --out none/x", 3, "none/x");
    row("store revoke shop --as text", 2, "--as");
    row("store crl ca --out none/x", 3, "none/x");
    row("store request other --out store", 3, "directory");
    row("store export shop --out .", 3, "directory");
    row("store renew shop --issuer hostile", 2, "not a CA");
    row("store renew shop --issuer ended", 2, "not a CA");
    row("store remove shop nosuch", 3, "nosuch");
    row("store revoke ended", 3, "2026-01-02T00:00:00Z (superseded)");
    row("store new other --issuer ca --save-template taken", 3, "taken");
    row("store new shop --issuer ca --save-template fresh", 3, "shop");
    row("store new other --issuer ca --save-template server --force", 2, "server");
    row("store new other --issuer ca --key rsa:2049", 2, "multiple of 8");
    row("store sign waiting.csr --issuer ca --key rsa:2048", 2, "does not take --key");
    row("store import list.der", 2, "revocation list");
    row("store show broken", 2, "broken.pem");
}

void StoreCommandsTest::refusesBeforeAnythingIsDone()
{
    QFETCH(const QString, command);
    QFETCH(const int, status);
    QFETCH(const QByteArray, said);
    const QMap<QString, QByteArray> before = files();
    const Run result = run(command.split(QLatin1Char(' ')));
    QVERIFY2(result.errors.contains(said), result.errors.constData());
    QCOMPARE(result.status, status);
    QCOMPARE(files().keys(), before.keys());
    QVERIFY(files() == before);
}

void StoreCommandsTest::makesWhatIsMeant_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("value");
    const auto row = [](const char* command, const char* member, const QString& value) {
        QTest::newRow(command) << QString::fromUtf8(command) << QString::fromLatin1(member)
                               << value;
    };
    const QByteArray longName = "store new --issuer ca " + QByteArray(70, 'n');
    row("store new O=b --issuer ca", "subject", "CN=O=b");
    row("store new x=y --issuer ca", "subject", "CN=x=y");
    row("store new pkcs11:token=x --issuer ca", "subject", "CN=pkcs11:token=x");
    row("store new a,b --issuer ca", "subject", "CN=a\\,b");
    row(longName.constData(), "subject", "CN=" + QString(64, QLatin1Char('n')));
    row("store new second --issuer ca --template taken", "subject", "CN=second");
    row("store new third --issuer ca --template good.json", "subject", "CN=third");
    row("store new fourth --issuer ca --subject CN=me --save-template taken --force",
        "subject",
        "CN=me");
    row("store new fifth --issuer ca --template taken", "subject", "CN=me");
    row("store new uri --issuer ca --san uri:https://a.test/?x=1,2",
        "san",
        "uri:https://a.test/?x=1,2");
    row("store new uri2 --issuer ca --san uri:https://a.test/1,dns:b.test,c.test",
        "san",
        "uri:https://a.test/1 dns:b.test dns:c.test");
    row("store new uri3 --issuer ca --san uri:https://a.test/?\\,dns:b",
        "san",
        "uri:https://a.test/?,dns:b");
    row("store show -- -x", "name", "-x");
    row("store renew shop --issuer ended --allow-unsuitable-issuer --name weak",
        "issuer",
        "CN=ended");
}

void StoreCommandsTest::makesWhatIsMeant()
{
    QFETCH(const QString, command);
    QFETCH(const QString, member);
    QFETCH(const QString, value);
    const Run made = json(command.split(QLatin1Char(' ')));
    QVERIFY2(made.status == 0, made.errors.constData());
    const QJsonValue found = made.json().object().value(member);
    QStringList all = {found.toString()};
    if (found.isArray()) {
        all.clear();
        for (const auto& one : found.toArray()) {
            all.append(one.toString());
        }
    }
    QCOMPARE(all.join(QLatin1Char(' ')), value);
}

void StoreCommandsTest::saysWhatWasRenamedAndRemoved()
{
    for (const QStringList& arguments : {words("store new going --issuer ca"),
                                         words("store request going-request"),
                                         words("store new gone --issuer ca")}) {
        QCOMPARE(run(arguments).status, 0);
    }
    const Run renamed = json(words("store rename gone gone2"));
    QCOMPARE(renamed.json().object().value("name").toString(), QString("gone2"));
    const Run removed = json(words("store remove gone2 going gone2 going-request"));
    QVERIFY2(removed.status == 0, removed.errors.constData());
    QStringList names;
    for (const auto& one : removed.json().array()) {
        names.append(one.toObject().value("name").toString());
    }
    QCOMPARE(names, words("gone2 going going-request"));
}

/// Who adds a reason does not say that it happened today.
void StoreCommandsTest::keepsWhenItWasRevoked()
{
    const QJsonValue serial
        = json(words("store new leaked --issuer ca")).json().object().value("serial");
    QCOMPARE(run(words("store revoke leaked --revoked-at 2026-02-03")).status, 0);
    const auto entryOf = [&](const char* command) {
        const QJsonArray revoked = json(words(command)).json().object().value("revoked").toArray();
        const auto found
            = std::find_if(revoked.begin(), revoked.end(), [&serial](const QJsonValue& one) {
                  return one.toObject().value("serial") == serial;
              });
        return found == revoked.end() ? QJsonObject() : found->toObject();
    };
    const QJsonObject reasoned = entryOf("store revoke leaked --reason keyCompromise");
    QCOMPARE(reasoned.value("time").toString(), QString("2026-02-03T00:00:00Z"));
    QCOMPARE(reasoned.value("reason").toString(), QString("keyCompromise"));
    const QJsonObject timed = entryOf("store revoke leaked --revoked-at 2026-02-01");
    QCOMPARE(timed.value("time").toString(), QString("2026-02-01T00:00:00Z"));
    QCOMPARE(timed.value("reason").toString(), QString("keyCompromise"));
    const QJsonObject anew = entryOf("store revoke leaked --force");
    QVERIFY(anew.value("time").toString() > timed.value("time").toString());
    QVERIFY(anew.value("reason").isNull());
}

void StoreCommandsTest::saysWhichNameIsNotThere_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* command, const char* said) {
        QTest::newRow(command) << words(command) << QByteArray(said);
    };
    row("store show nope", "There is no certificate named “nope”. The list of certificates shows");
    row("store new x --issuer nope", "--issuer: There is no certificate named “nope”. The list");
    row("store revoke --serial 1 --issuer nope", "--issuer: There is no certificate named “nope”.");
}

/// With the option that named it and what to do, as text and for programs.
void StoreCommandsTest::saysWhichNameIsNotThere()
{
    QFETCH(const QStringList, command);
    QFETCH(const QByteArray, said);
    const Run text = run(command);
    QCOMPARE(text.status, 3);
    QVERIFY2(text.errors.contains(said), text.errors.constData());
    const QJsonObject finding
        = json(command).json().object().value("findings").toArray().first().toObject();
    const QJsonArray fixes = finding.value("fix").toArray();
    QCOMPARE(fixes.size(), 1);
    QVERIFY2(text.errors.contains(fixes.first().toString().toUtf8()), text.errors.constData());
    QVERIFY(!finding.value("cause").toString().contains("not-found"));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::StoreCommandsTest)
#include "store_commands_test.moc"
