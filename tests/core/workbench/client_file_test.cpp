#include "core/workbench/client_file.h"
#include "core/workbench/profiles.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

/// A client in a file of its own: there and back, and what is told of files that are none.
class ClientFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBack();
    void writtenFilesStayOut_data();
    void writtenFilesStayOut();
    void holdsNoSecret_data();
    void holdsNoSecret();
    void unusableFiles_data();
    void unusableFiles();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("client.json")); }

    QByteArray content() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void writeFile(const QByteArray& content) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    QTemporaryDir m_folder;
};

void ClientFileTest::comesBack()
{
    ClientProfile profile;
    profile.name = QStringLiteral("Schöner Laden");
    profile.host = QStringLiteral("shop.example");
    profile.port = 8443;
    profile.versions = TlsVersion::Tls12;
    profile.certificate = QStringLiteral("me");
    profile.tuning.alpn = {QStringLiteral("h2")};
    profile.limits.tcp = Milliseconds(700);
    profile.keeping.mostBytes = 12'345;
    QVERIFY(exportClient(path(), profile));
    const Result<ImportedClient> back = importClient(path());
    QVERIFY(back);
    QCOMPARE(toJson(back->profile), toJson(profile));
    QVERIFY(back->profile.keeping == profile.keeping);
    QVERIFY(back->leftOut.isEmpty());
}

void ClientFileTest::writtenFilesStayOut_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("what");
    QTest::newRow("received") << QStringLiteral("receivedFile") << QStringLiteral("received data");
    QTest::newRow("capture") << QStringLiteral("captureFile") << QStringLiteral("capture");
    QTest::newRow("key log") << QStringLiteral("keyLog") << QStringLiteral("key log");
    QTest::newRow("session") << QStringLiteral("sessionFile") << QStringLiteral("session");
}

/// A file of somebody else must not say what is written on this computer, and where; nor does one
/// of this computer tell its paths.
void ClientFileTest::writtenFilesStayOut()
{
    QFETCH(const QString, member);
    QFETCH(const QString, what);
    const QString chosen = m_folder.filePath(QStringLiteral(".bashrc"));
    QJsonObject client = toJson(ClientProfile {});
    client.insert(QStringLiteral("name"), QStringLiteral("x"));
    client.insert(member, chosen);
    const Result<ClientProfile> profile = clientFromJson(client);
    QVERIFY(profile);
    QCOMPARE(writtenFiles(*profile), QStringList {QStringLiteral("%1 (%2)").arg(what, chosen)});
    writeFile(QJsonDocument(QJsonObject {{QStringLiteral("schema"), "tls-workbench/client/1"},
                                         {QStringLiteral("client"), client}})
                  .toJson());
    const Result<ImportedClient> imported = importClient(path());
    QVERIFY(imported);
    QCOMPARE(imported->leftOut, writtenFiles(*profile));
    QVERIFY(writtenFiles(imported->profile).isEmpty());
    QVERIFY(exportClient(path(), *profile));
    QVERIFY2(!content().contains(chosen.toUtf8()), content().constData());
}

void ClientFileTest::holdsNoSecret_data()
{
    QTest::addColumn<QString>("pin");
    QTest::newRow("query") << QStringLiteral("?pin-value=secret-pin&pin-source=file:/pin");
    QTest::newRow("path") << QStringLiteral(";pin-value=secret-pin");
    QTest::newRow("blank") << QStringLiteral("? pin-value=secret-pin");
}

/// Everything that a person can write into a profile, so that nothing else gets into the file.
void ClientFileTest::holdsNoSecret()
{
    QFETCH(const QString, pin);
    ClientProfile profile;
    profile.name = QStringLiteral("x");
    profile.certificate = QStringLiteral("pkcs11:token=card;object=me") + pin;
    profile.proxy
        = {ProxyKind::Http, QStringLiteral("proxy.test"), 3128, QStringLiteral("proxy-user")};
    profile.explicitTls.protocol = QString(ExplicitTlsChoice::kManual);
    profile.explicitTls.scriptPath = QStringLiteral("talk.txt");
    profile.check.pins = {QStringLiteral("sha256//AAAA")};
    profile.pskIdentity = QStringLiteral("Somebody");
    QVERIFY(exportClient(path(), profile));
    const QByteArray written = content();
    for (const char* wanted : {"pkcs11:token=card;object=me", "proxy-user", "talk.txt"}) {
        QVERIFY2(written.contains(wanted), written.constData());
    }
    QVERIFY2(!written.contains("secret-pin"), written.constData());
    const QByteArray lower = written.toLower().replace(R"("pskidentity": "somebody")", "");
    for (const char* word : {"password", "passphrase", "psk", "pin\"", "pin-value"}) {
        QVERIFY2(!lower.contains(word), written.constData());
    }
}

void ClientFileTest::unusableFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("says");
    const auto row
        = [](const char* name, const QByteArray& content, ErrorCode code, const char* says) {
              QTest::newRow(name) << content << code << QString::fromUtf8(says);
          };
    row("empty", "", ErrorCode::InvalidInput, "byte 0");
    row("cut off", R"({"schema": "tls-workbench/client/1", "cli)", ErrorCode::InvalidInput, "byte");
    row("a list", "[]", ErrorCode::InvalidInput, "tls-workbench/client/1");
    row("a workspace",
        R"({"schema": "tls-workbench/workspace/1", "clients": []})",
        ErrorCode::InvalidInput,
        "tls-workbench/client/1");
    row("newer",
        R"({"schema": "tls-workbench/client/2", "client": {}})",
        ErrorCode::NotSupported,
        "newer");
    row("without client",
        R"({"schema": "tls-workbench/client/1"})",
        ErrorCode::InvalidInput,
        "client");
    row("port of another kind",
        R"({"schema": "tls-workbench/client/1", "client": {"name": "x", "port": "many"}})",
        ErrorCode::InvalidInput,
        "port");
}

void ClientFileTest::unusableFiles()
{
    QFETCH(const QByteArray, content);
    QFETCH(const ErrorCode, code);
    QFETCH(const QString, says);
    writeFile(content);
    const Result<ImportedClient> read = importClient(path());
    QVERIFY(!read);
    QCOMPARE(read.error().code, code);
    QCOMPARE(read.error().where, path());
    QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientFileTest)
#include "client_file_test.moc"
