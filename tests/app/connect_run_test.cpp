#include "core/connection/tls_catalogue.h"
#include "core/connection/tls_server.h"
#include "core/trace/tls_library.h"
#include "tests/app/program_run.h"
#include "tests/support/test_pki.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace workbench {

using Run = tests::ProgramRun;

/// What `connect` does with its connections: several in a row, what is said, files that it writes.
class ConnectRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void repetitionIsADocumentPerLine();
    void repetitionInText();
    void versionsWithAHoleAreALineEach();
    void row20LegacyPresetSpeaksWithOldServers();
    void dataIsInTheDocument();
    void everythingIsSentInOrder();
    void reportsAreWritten_data();
    void reportsAreWritten();
    void filesThatCannotBeWrittenAreStatus3_data();
    void filesThatCannotBeWrittenAreStatus3();
    void filesThatFailOnTheWayAreStatus3_data();
    void filesThatFailOnTheWayAreStatus3();
    void expectedTextIsFoundAcrossPieces();
    void fileIsSentWhole_data();
    void fileIsSentWhole();
    void fileThatCannotBeSent_data();
    void fileThatCannotBeSent();
    void wrongUsage_data();
    void wrongUsage();

private:
    /// `connect` to the server, trusting its CA, while this thread runs the server.
    Run connectTo(const QStringList& arguments) const;
    Run run(const QStringList& arguments) const;

    static QByteArray contentOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    tests::TestPki m_pki;
    QTemporaryDir m_home;
    std::unique_ptr<TlsServer> m_server;
};

void ConnectRunTest::initTestCase()
{
    QVERIFY(initializeTlsLibrary());
    static_cast<void>(m_pki.store(m_home.filePath(QStringLiteral("store"))));
}

void ConnectRunTest::init()
{
    ServerOptions options;
    options.name = QStringLiteral("server");
    options.certificates = {m_pki.server()};
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
}

Run ConnectRunTest::run(const QStringList& arguments) const
{
    return tests::runProgramBeside(QStringList {QStringLiteral("connect")} + arguments,
                                   m_home.path());
}

Run ConnectRunTest::connectTo(const QStringList& arguments) const
{
    return run(QStringList {QStringLiteral("localhost:%1").arg(m_server->serverPort()),
                            QStringLiteral("--trust"),
                            QStringLiteral("store")}
               + arguments);
}

void ConnectRunTest::repetitionIsADocumentPerLine()
{
    const Run made = connectTo({QStringLiteral("--repeat"),
                                QStringLiteral("3"),
                                QStringLiteral("--interval"),
                                QStringLiteral("1ms"),
                                QStringLiteral("--session-file"),
                                m_home.filePath(QStringLiteral("repeated.pem")),
                                QStringLiteral("--format"),
                                QStringLiteral("json")});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QList<QJsonObject> documents = made.documents();
    QCOMPARE(documents.size(), 4);
    for (qsizetype i = 0; i < 3; ++i) {
        QCOMPARE(documents.at(i).value(QStringLiteral("schema")).toString(),
                 QStringLiteral("tls-workbench/connection/1"));
        QCOMPARE(documents.at(i)
                     .value(QStringLiteral("negotiated"))
                     .toObject()
                     .value(QStringLiteral("resumed"))
                     .toBool(),
                 i > 0);
    }
    const QJsonObject& whole = documents.last();
    QCOMPARE(whole.value(QStringLiteral("schema")).toString(),
             QStringLiteral("tls-workbench/repetition/1"));
    QCOMPARE(whole.value(QStringLiteral("count")).toInt(), 3);
    QCOMPARE(whole.value(QStringLiteral("resumed")).toInt(), 2);
    QCOMPARE(whole.value(QStringLiteral("results"))
                 .toObject()
                 .value(QStringLiteral("established"))
                 .toInt(),
             3);
    const QJsonObject times = whole.value(QStringLiteral("whole_us")).toObject();
    QCOMPARE(times.value(QStringLiteral("count")).toInt(), 3);
    QVERIFY(times.value(QStringLiteral("min")).toInt()
            <= times.value(QStringLiteral("median")).toInt());
    QVERIFY(times.value(QStringLiteral("p95")).toInt()
            <= times.value(QStringLiteral("max")).toInt());
}

void ConnectRunTest::repetitionInText()
{
    const QString target = QStringLiteral("localhost:%1").arg(m_server->serverPort());
    m_server->stop();
    const Run refused = run({target, QStringLiteral("--repeat"), QStringLiteral("2")});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.output.contains("   1 ✖ failed"), refused.output.constData());
    QVERIFY2(refused.output.contains("   2 ✖ failed"), refused.output.constData());
    QVERIFY2(refused.output.contains("2 of 2 connections made: 2 failed"),
             refused.output.constData());
}

void ConnectRunTest::versionsWithAHoleAreALineEach()
{
    const QStringList hole {QStringLiteral("--tls"), QStringLiteral("1.0,1.3")};
    const Run made
        = connectTo(hole + QStringList {QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(made.status, 1); // the server speaks no TLS 1.0
    QVERIFY2(made.errors.contains("TLS 1.0; TLS 1.3"), made.errors.constData());
    const QList<QJsonObject> documents = made.documents();
    QCOMPARE(documents.size(), 3);
    QCOMPARE(documents.at(0).value("result").toString(), QStringLiteral("failed"));
    QCOMPARE(documents.at(1).value("result").toString(), QStringLiteral("established"));
    const QJsonArray versions = documents.at(2).value("by_versions").toArray();
    QCOMPARE(versions.size(), 2);
    QCOMPARE(versions.at(1).toObject().value("versions").toString(), QStringLiteral("TLS 1.3"));
    const Run text = connectTo(hole);
    const qsizetype summary = text.output.indexOf("TLS 1.0: 1 failed; TLS 1.3: 1 connected");
    QVERIFY2(summary > 0, text.output.constData());
    for (const char* heading : {"Phases", "Handshake log"}) { // of both attempts
        QCOMPARE(text.output.left(summary).count(heading), 2);
    }
    QVERIFY2(text.output.left(summary).contains("  version-client-too-old, "),
             text.output.constData()); // the verdict of the one that failed
    const Run session = connectTo(hole
                                  + QStringList {QStringLiteral("--session-file"),
                                                 m_home.filePath(QStringLiteral("hole.pem"))});
    QCOMPARE(session.status, 2);
    QVERIFY2(session.errors.contains("session"), session.errors.constData());
}

void ConnectRunTest::row20LegacyPresetSpeaksWithOldServers()
{
    ServerOptions options;
    options.name = QStringLiteral("old");
    options.certificates = {m_pki.server()};
    options.versions = TlsVersion::Tls10;
    options.tuning.cipherList = QStringLiteral("ECDHE-ECDSA-AES128-SHA:AES128-SHA");
    options.tuning.securityLevel = 0;
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
    const QStringList json {QStringLiteral("--format"), QStringLiteral("json")};
    QCOMPARE(connectTo(json).status, 1);
    const Run made
        = connectTo(json + QStringList {QStringLiteral("--tls"), QStringLiteral("legacy")});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QJsonObject document = QJsonDocument::fromJson(made.output).object();
    QCOMPARE(document.value("negotiated").toObject().value("version").toString(),
             QStringLiteral("TLS 1.0"));
    const QStringList missing = unknownCipherWords(QString::fromLatin1(kLegacyCipherList));
    QVERIFY(missing.isEmpty() || made.errors.contains(missing.first().toLatin1() + ','));
}

void ConnectRunTest::dataIsInTheDocument()
{
    const Run made = connectTo({QStringLiteral("--send"),
                                QStringLiteral("ping\\n"),
                                QStringLiteral("--expect"),
                                QStringLiteral("ping"),
                                QStringLiteral("--format"),
                                QStringLiteral("json")});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QJsonObject document = QJsonDocument::fromJson(made.output).object();
    const QJsonArray data = document.value(QStringLiteral("data")).toArray();
    QCOMPARE(data.size(), 2);
    QCOMPARE(data.at(0).toObject().value(QStringLiteral("direction")).toString(),
             QStringLiteral("sent"));
    QCOMPARE(data.at(1).toObject().value(QStringLiteral("text")).toString(),
             QStringLiteral("ping\n"));
    QCOMPARE(document.value(QStringLiteral("library"))
                 .toObject()
                 .value(QStringLiteral("returned"))
                 .toInt(),
             1);
}

/// Texts and bytes in turn, in the order in which they stand there.
void ConnectRunTest::everythingIsSentInOrder()
{
    const Run made = connectTo({QStringLiteral("--send"),
                                QStringLiteral("a\\n"),
                                QStringLiteral("--send-hex"),
                                QStringLiteral("62"),
                                QStringLiteral("--send"),
                                QStringLiteral("c"),
                                QStringLiteral("--expect"),
                                QStringLiteral("a\\nbc")});
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
}

void ConnectRunTest::reportsAreWritten_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("begins");
    QTest::addColumn<QByteArray>("holds");
    QTest::newRow("HTML") << QStringLiteral("run.html") << QByteArray("<!DOCTYPE html>")
                          << QByteArray("&lt;b&gt;hello");
    QTest::newRow("JSON") << QStringLiteral("run.json") << QByteArray("{")
                          << QByteArray("<b>hello");
    QTest::newRow("text") << QStringLiteral("run.txt") << QByteArray("Client localhost")
                          << QByteArray("<b>hello");
}

void ConnectRunTest::reportsAreWritten()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, begins);
    QFETCH(const QByteArray, holds);
    const QString path = m_home.filePath(name);
    QStringList arguments {QStringLiteral("--send"),
                           QStringLiteral("<b>hello"),
                           QStringLiteral("--expect"),
                           QStringLiteral("hello"),
                           QStringLiteral("--report"),
                           path};
    const Run bare = connectTo(arguments);
    QVERIFY2(bare.status == 0, (bare.output + bare.errors).constData());
    QVERIFY2(!contentOf(path).contains(holds), contentOf(path).constData());
    const Run made = connectTo(arguments << QStringLiteral("--report-data"));
    QVERIFY2(made.status == 0, (made.output + made.errors).constData());
    const QByteArray content = contentOf(path);
    QVERIFY2(content.startsWith(begins), content.left(200).constData());
    QVERIFY2(content.contains(holds), content.constData());
    QVERIFY(!content.contains(QByteArray("<b>hello")) || holds == "<b>hello");
}

void ConnectRunTest::filesThatCannotBeWrittenAreStatus3_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("name");
    for (const char* option : {"report", "pcap", "keylog", "session-file", "received-file"}) {
        QTest::newRow(option) << QStringLiteral("--%1").arg(QLatin1String(option))
                              << QStringLiteral("/dev/null/%1.txt").arg(QLatin1String(option));
    }
}

void ConnectRunTest::filesThatCannotBeWrittenAreStatus3()
{
    QFETCH(const QString, option);
    QFETCH(const QString, name);
    const Run made = connectTo({option, name, QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(made.status, 3);
    QVERIFY2(made.errors.contains(name.toUtf8()), made.errors.constData());
    QCOMPARE(made.errors.count('\n'), 1);
}

void ConnectRunTest::filesThatFailOnTheWayAreStatus3_data()
{
    QTest::addColumn<QString>("option");
    for (const char* option : {"report", "pcap", "received-file"}) {
        QTest::newRow(option) << QStringLiteral("--%1").arg(QLatin1String(option));
    }
}

/// The path was free when it was looked at, and is not when it is written to.
void ConnectRunTest::filesThatFailOnTheWayAreStatus3()
{
    QFETCH(const QString, option);
    const QString path = m_home.filePath(option.mid(2) + QStringLiteral("-in-the-way.txt"));
    const QMetaObject::Connection made
        = connect(m_server.get(), &TlsServer::connectionChanged, this, [path] {
              QDir().mkpath(path + QStringLiteral("/inside"));
          });
    const Run run = connectTo({QStringLiteral("--send"),
                               QStringLiteral("ping"),
                               QStringLiteral("--expect"),
                               QStringLiteral("ping"),
                               option,
                               path});
    disconnect(made);
    QVERIFY2(run.status == 3, (run.output + run.errors).constData());
    QVERIFY2(run.output.contains("TLS 1.3"), run.output.constData());
    QVERIFY2(run.errors.contains(path.toUtf8()), run.errors.constData());
    QCOMPARE(run.errors.count('\n'), 1);
}

/// What is expected stands across the borders of what is read at once.
void ConnectRunTest::expectedTextIsFoundAcrossPieces()
{
    const QString path = m_home.filePath(QStringLiteral("answer"));
    constexpr qsizetype kRecord = 16'384;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QByteArray answer(20 * kRecord, 'x');
    answer.replace(7 * kRecord - 3, 6, "needle");
    file.write(answer);
    file.close();
    ServerOptions options;
    options.name = QStringLiteral("files");
    options.certificates = {m_pki.server()};
    options.answer = {.mode = AnswerMode::File, .text = path};
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
    const Run found = connectTo({QStringLiteral("--expect"),
                                 QStringLiteral("needle"),
                                 QStringLiteral("--keep-data"),
                                 QStringLiteral("0")});
    QVERIFY2(found.status == 0, (found.output + found.errors).constData());
    const Run missed = connectTo({QStringLiteral("--expect"),
                                  QStringLiteral("noodle"),
                                  QStringLiteral("--keep-data"),
                                  QStringLiteral("0")});
    QCOMPARE(missed.status, 1);
    QVERIFY2(missed.output.contains(QByteArray::number(answer.size()) + " bytes came"),
             missed.output.constData());
}

void ConnectRunTest::fileIsSentWhole_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::newRow("alone") << QStringList();
    QTest::newRow("behind a text")
        << QStringList {QStringLiteral("--send"), QStringLiteral("head ")};
    QTest::newRow("what is expected comes first")
        << QStringList {QStringLiteral("--expect"), QStringLiteral("xxx")};
    QTest::newRow("half-close") << QStringList {
        QStringLiteral("--half-close"), QStringLiteral("--tls"), QStringLiteral("1.3")};
}

/// The server says it all again: the file that is written is the one that was sent.
void ConnectRunTest::fileIsSentWhole()
{
    QFETCH(const QStringList, more);
    const QString path = m_home.filePath(QStringLiteral("sent"));
    const QString received = m_home.filePath(QStringLiteral("received"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray content = QByteArray(3 << 20, 'x') + "the end";
    file.write(content);
    file.close();
    const Run made = connectTo(QStringList {QStringLiteral("--send-file"),
                                            path,
                                            QStringLiteral("--received-file"),
                                            received,
                                            QStringLiteral("--timeout"),
                                            QStringLiteral("30s")}
                               + more);
    QVERIFY2(made.status == 0, (made.output.left(2000) + made.errors).constData());
    const bool head = more.contains(QStringLiteral("--send"));
    const QByteArray echo = contentOf(received);
    if (more.contains(QStringLiteral("--expect"))) { // ends when both are done
        QVERIFY(content.startsWith(echo));
        return;
    }
    QCOMPARE(echo.size(), content.size() + (head ? 5 : 0));
    QVERIFY(echo == (head ? "head " + content : content));
}

void ConnectRunTest::fileThatCannotBeSent_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("nothing there")
        << QStringLiteral("none") << 2 << QByteArray("There is no such file");
    QTest::newRow("a folder") << QStringLiteral(".") << 3 << QByteArray("cannot be read");
    // The page is answered and the connection closed after the first piece.
    QTest::newRow("the peer ends")
        << QStringLiteral("large") << 1 << QByteArray("before the whole file was sent");
}

void ConnectRunTest::fileThatCannotBeSent()
{
    QFETCH(const QString, kind);
    QFETCH(const int, status);
    QFETCH(const QByteArray, said);
    ServerOptions options;
    options.name = QStringLiteral("pages");
    options.certificates = {m_pki.server()};
    options.answer.mode = AnswerMode::Http;
    m_server = std::make_unique<TlsServer>(options);
    QVERIFY(m_server->start());
    const QString path = m_home.filePath(kind);
    if (kind == QStringLiteral("large")) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(1LL << 30)); // of zeros, nowhere on the disk
    }
    const Run made = connectTo({QStringLiteral("--send-file"), path});
    QVERIFY2(made.errors.contains(said), made.errors.constData());
    QCOMPARE(made.status, status);
}

void ConnectRunTest::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char* name, const QStringList& arguments, const char* named) {
        QTest::newRow(name) << arguments << QByteArray(named);
    };
    for (const char* number : {"0", "-1", "many", "1000001", ""}) {
        row(qPrintable(QStringLiteral("repeat “%1”").arg(QLatin1String(number))),
            {QStringLiteral("--repeat"), QString::fromLatin1(number)},
            "--repeat");
    }
    row("interval alone", {QStringLiteral("--interval"), QStringLiteral("1s")}, "--interval");
    row("report of no form", {QStringLiteral("--report"), QStringLiteral("run.doc")}, "--report");
    row("no such tool", {QStringLiteral("--as-command"), QStringLiteral("wget")}, "--as-command");
    row("both endings",
        {QStringLiteral("--half-close"), QStringLiteral("--abrupt-close")},
        "--half-close");
    row("a thousand captures",
        {QStringLiteral("--repeat"),
         QStringLiteral("1001"),
         QStringLiteral("--pcap"),
         QStringLiteral("run.pcapng")},
        "1000 is the most");
    row("a million reports",
        {QStringLiteral("--repeat"),
         QStringLiteral("1000000"),
         QStringLiteral("--report"),
         QStringLiteral("run.html")},
        "1000000 connections would write as many files");
    row("half-close of datagrams",
        {QStringLiteral("--udp"), QStringLiteral("--half-close")},
        "--half-close");
    row("reset of datagrams",
        {QStringLiteral("--udp"), QStringLiteral("--abrupt-close")},
        "--abrupt-close");
    row("data of no report", {QStringLiteral("--report-data")}, "--report-data");
    row("secrets of no capture", {QStringLiteral("--pcap-secrets")}, "pcap-secrets");
    for (const char* other : {"--repeat 2", "--report r.html", "--pcap p.pcapng", "--send x"}) {
        row(other,
            QStringLiteral("--probe ssl3 %1").arg(QLatin1String(other)).split(QLatin1Char(' ')),
            "--probe");
    }
    row("both ways to new keys",
        {QStringLiteral("--key-update"), QStringLiteral("--renegotiate")},
        "--renegotiate");
    row("no such request", {QStringLiteral("--request"), QStringLiteral("gopher")}, "--request");
    row("no size", {QStringLiteral("--keep-data"), QStringLiteral("much")}, "--keep-data");
    row("too much", {QStringLiteral("--keep-data"), QStringLiteral("1 GB")}, "--keep-data");
    row("no interval",
        {QStringLiteral("--repeat"),
         QStringLiteral("2"),
         QStringLiteral("--interval"),
         QStringLiteral("soon")},
        "--interval");
}

void ConnectRunTest::wrongUsage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, named);
    const Run wrong = connectTo(arguments);
    QCOMPARE(wrong.status, 2);
    QVERIFY2(wrong.errors.contains(named), wrong.errors.constData());
    QCOMPARE(wrong.errors.count('\n'), 1);
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::ConnectRunTest)
#include "connect_run_test.moc"
