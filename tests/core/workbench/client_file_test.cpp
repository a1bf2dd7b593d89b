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
    void holdsNoSecret();
    void unusableFiles_data();
    void unusableFiles();

private:
    QString path() const { return m_folder.filePath(QStringLiteral("client.json")); }

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
    profile.capturePath = QStringLiteral("/tmp/x.pcapng");
    profile.keeping = {.mostBytes = 12'345, .receivedPath = QStringLiteral("received")};
    QVERIFY(exportClient(path(), profile));
    const Result<ClientProfile> back = importClient(path());
    QVERIFY(back);
    QCOMPARE(toJson(*back), toJson(profile));
    QCOMPARE(back->capturePath, profile.capturePath);
    QVERIFY(back->keeping == profile.keeping);
}

void ClientFileTest::holdsNoSecret()
{
    ClientProfile profile;
    profile.name = QStringLiteral("x");
    QVERIFY(exportClient(path(), profile));
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll().toLower();
    for (const char* word : {"password", "passphrase", "psk", "pin\""}) {
        QVERIFY2(!content.contains(word), content.constData());
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
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const Result<ClientProfile> read = importClient(path());
    QVERIFY(!read);
    QCOMPARE(read.error().code, code);
    QCOMPARE(read.error().where, path());
    QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ClientFileTest)
#include "client_file_test.moc"
