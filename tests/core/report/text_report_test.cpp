#include "core/diagnosis/diagnosis.h"
#include "core/report/connection_report.h"
#include "core/report/dialogue_report.h"
#include "tests/core/report/sample_records.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

namespace workbench {

using namespace tests;

class TextReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failedConnectionReadsLikeThis();
    void workingConnectionShowsWhatWasAgreed();
    void outcomesInClear_data();
    void outcomesInClear();
    void colourOnlyWhenAsked();
    void controlCharactersOfThePeerStayOut();
    void applicationDataStaysOut();
    void addressesReadLikeThis();
    void sizeOfDataReadsLikeThis();
    void pageHasStructure();
    void tablesHaveHeads();
    void byteOrderMarkIsNoText();
    void dataReadsLikeThis();
    void clearDialogueReadsLikeThis();
    void fieldsOnlyWhenAskedFor();
};

void TextReportTest::failedConnectionReadsLikeThis()
{
    const ConnectionRecord record = refusedRecord();
    const QString expected = QStringLiteral(
        "Client shop to localhost:5043 (127.0.0.1)\n"
        "connection #0, 2023-11-14 22:13:20.123 UTC, server name localhost\n"
        "\n"
        "✖ failed after 4.20 ms\n"
        "\n"
        "Phases\n"
        "  resolve  done    0.30 ms\n"
        "  tcp      done    0.10 ms\n"
        "  tls      failed  3.80 ms\n"
        "\n"
        "Handshake log\n"
        "  #0  0  0.50 ms  ──▶  client_hello                       6 B  clear  TLS 1.0\n"
        "  #0  1  1.50 ms  ◀──  alert 70 protocol_version (fatal)  2 B  clear  TLS 1.2\n"
        "\n"
        "Raw errors\n"
        "  openssl  0A00042E  tlsv1 alert protocol version\n"
        "  system        104  Connection reset by peer\n"
        "  qt             13  Error during SSL handshake\n"
        "\n"
        "Findings\n");
    const QString text = toText(record, diagnose(record));
    QCOMPARE(text.left(expected.size()), expected);
    const QString findings = text.mid(expected.size());
    QVERIFY(findings.startsWith(QStringLiteral("✖ The server does not accept TLS 1.3")));
    QVERIFY(findings.contains(QStringLiteral("\n  Why:  client_hello offers TLS 1.3")));
    QVERIFY(findings.contains(
        QStringLiteral("\n  Do:   • Allow a newer TLS version on the server.\n")));
    QVERIFY(
        findings.contains(QStringLiteral("• alert 70 protocol_version (message 1) received\n")));
    QVERIFY(findings.contains(QStringLiteral("version-server-too-old, certain, the peer says so")));
}

void TextReportTest::workingConnectionShowsWhatWasAgreed()
{
    const QString text = toText(establishedRecord(), {});
    QVERIFY2(text.contains(QStringLiteral(
                 "✔ connected after 4.20 ms: TLS 1.3, TLS_AES_128_GCM_SHA256, x25519\n")),
             qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("\nAgreed\n")));
    QVERIFY(text.contains(QStringLiteral("\nCertificates of the server\n  0  ")));
    QVERIFY(text.contains(QStringLiteral("✔ trusted, by the trust anchors (test: 1)")));
    QVERIFY(text.contains(QStringLiteral("✔ is for localhost")));
    QVERIFY(!text.contains(QStringLiteral("Findings")));
}

void TextReportTest::outcomesInClear_data()
{
    QTest::addColumn<int>("role");
    QTest::addColumn<int>("transport");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, Role role, Transport transport, const char* says) {
        QTest::newRow(name) << int(role) << int(transport) << QString::fromUtf8(says);
    };
    row("TCP", Role::Server, Transport::Tcp, "✔ connected after 4.20 ms: in clear, without TLS\n");
    row("client over UDP",
        Role::Client,
        Transport::Udp,
        "✔ ready to send, over UDP in clear; nothing was connected\n");
    row("server over UDP",
        Role::Server,
        Transport::Udp,
        "✔ datagrams came from a client, over UDP in clear; nothing was connected\n");
}

void TextReportTest::outcomesInClear()
{
    QFETCH(const int, role);
    QFETCH(const int, transport);
    QFETCH(const QString, says);
    ConnectionRecord record = establishedRecord();
    record.plain = true;
    record.role = static_cast<Role>(role);
    record.transport = static_cast<Transport>(transport);
    const QString text = toText(record, {});
    QVERIFY2(text.contains(says), qPrintable(text));
}

void TextReportTest::colourOnlyWhenAsked()
{
    const ConnectionRecord record = refusedRecord();
    const QList<Finding> findings = diagnose(record);
    QVERIFY(!toText(record, findings).contains(QLatin1Char('\x1b')));
    QString coloured = toText(record, findings, {.colour = true, .messageBytes = true});
    QVERIFY(coloured.contains(QStringLiteral("\x1b[31m✖ failed")));
    static const QRegularExpression escapes(QStringLiteral("\x1b\\[[0-9]+m"));
    QCOMPARE(coloured.remove(escapes), toText(record, findings));
}

void TextReportTest::controlCharactersOfThePeerStayOut()
{
    ConnectionRecord record = refusedRecord();
    record.errors.append({ErrorSource::Qt, 1, QStringLiteral("evil \x1b[2J text")});
    record.serverName = QStringLiteral("a\x1b]0;title\x07"
                                       "b");
    const QString text = toText(record, diagnose(record));
    QVERIFY(text.contains(QStringLiteral("evil .[2J text")));
    for (const QChar c : text) {
        QVERIFY(c == QLatin1Char('\n') || c.category() != QChar::Other_Control);
    }
}

void TextReportTest::applicationDataStaysOut()
{
    ConnectionRecord record = establishedRecord();
    record.data = {{.timeUs = 1, .direction = Direction::Sent, .bytes = "password=hunter2"}};
    QVERIFY(!toText(record, diagnose(record)).contains(QStringLiteral("hunter2")));
}

/// Reports that are passed on say how much it was, and what TLS was asked for in clear.
void TextReportTest::sizeOfDataReadsLikeThis()
{
    ConnectionRecord record = establishedRecord();
    record.data = {{.timeUs = 1, .direction = Direction::Sent, .bytes = "password=hunter2"}};
    record.dataDropped = 4;
    const ReportOptions options {.dataSize = true};
    const QString text = toText(record, {}, options);
    QVERIFY2(text.contains(QStringLiteral("\nData\n  left out of this report: 20 bytes\n")),
             qPrintable(text));
    QVERIFY(!text.contains(QStringLiteral("hunter2")));
    const QJsonObject document = toJson(record, {}, options);
    QVERIFY(!document.contains("data"));
    QCOMPARE(document.value("data_left_out").toInt(), 20);
    record.data.clear();
    record.dataDropped = 0;
    QVERIFY(!toText(record, {}, options).contains(QStringLiteral("\nData\n")));
}

/// A screen reader finds its way by these.
void TextReportTest::pageHasStructure()
{
    const QString page = toHtml(establishedRecord(), {});
    QVERIFY(page.contains(QStringLiteral("<html lang=\"en\">")));
    QCOMPARE(page.count(QStringLiteral("<h1")), 1);
    QCOMPARE(page.count(QStringLiteral("<main>")), 1);
    QVERIFY(page.indexOf(QStringLiteral("<h1")) < page.indexOf(QStringLiteral("<h2")));
}

/// Whoever does not see the columns is told what each cell is about.
void TextReportTest::tablesHaveHeads()
{
    ConnectionRecord record = establishedRecord();
    record.found = {{QHostAddress(QStringLiteral("2001:db8::1")), 200}};
    record.data = {{.direction = Direction::Sent, .bytes = "GET /"}};
    record.errors = {{ErrorSource::System, 2, QStringLiteral("x")}};
    const QString page = toHtml(record, {}, {.data = true});
    static const QRegularExpression kTable(QStringLiteral("<table>(.*?)</table>"),
                                           QRegularExpression::DotMatchesEverythingOption);
    const auto cells = [](const QString& row) {
        return row.count(QStringLiteral("<td")) + row.count(QStringLiteral("<th "));
    };
    int tables = 0;
    for (auto match = kTable.globalMatch(page); match.hasNext(); ++tables) {
        const QStringList rows = match.next().captured(1).trimmed().split(QStringLiteral("</tr>"));
        QVERIFY(rows.size() > 1);
        const bool ofColumns = rows.first().startsWith(QStringLiteral("<thead><tr>"));
        for (qsizetype row = 0; row + 1 < rows.size(); ++row) {
            QVERIFY2(ofColumns || rows.at(row).contains(QStringLiteral("<tr><th scope=\"row\"")),
                     qPrintable(rows.at(row)));
            QVERIFY2(!ofColumns || cells(rows.at(row)) == cells(rows.first()),
                     qPrintable(rows.first() + rows.at(row)));
        }
        QCOMPARE(ofColumns, rows.first().contains(QStringLiteral("<th scope=\"col\"")));
    }
    QVERIFY(tables >= 7);
    QVERIFY(page.contains(QStringLiteral("<th scope=\"col\" class=\"quiet right\">length</th>")));
}

/// Text that loses its first bytes on the way is none.
void TextReportTest::byteOrderMarkIsNoText()
{
    const QJsonArray data = dataJson({{.bytes = "\xEF\xBB\xBFhello"}});
    QVERIFY(data.first().toObject().value("text").isNull());
    QCOMPARE(data.first().toObject().value("hex").toString(), QStringLiteral("efbbbf68656c6c6f"));
}

void TextReportTest::addressesReadLikeThis()
{
    ConnectionRecord record = refusedRecord();
    record.host = QStringLiteral("xn--bcher-kva.test");
    record.phases.first().startUs = 50; // the look-up began a little later than the attempt
    record.found = {{QHostAddress(QStringLiteral("2001:db8::1")), 200}, {record.peerAddress, 250}};
    record.addresses = {{.address = record.found.first().address,
                         .durationUs = 250'000,
                         .givenUp = true,
                         .error = QStringLiteral("given up")},
                        {.address = record.peerAddress, .durationUs = 100, .connected = true}};
    const QString text = toText(record, {});
    QVERIFY2(text.contains(QStringLiteral("to xn--bcher-kva.test:5043 [bücher.test] (127.0.0.1)")),
             qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("    IPv6  2001:db8::1  +0.15 ms  found\n"
                                          "    IPv4  127.0.0.1    +0.20 ms  found\n"
                                          "          2001:db8::1  250.0 ms  given up\n"
                                          "          127.0.0.1     0.10 ms  connected\n")),
             qPrintable(text));
}

void TextReportTest::dataReadsLikeThis()
{
    ConnectionRecord record = establishedRecord();
    record.data
        = {{.timeUs = 100, .direction = Direction::Sent, .bytes = "GET / HTTP/1.0\r\n\r\n"},
           {.timeUs = 250, .direction = Direction::Received, .bytes = QByteArray("\x00\xff", 2)},
           {.timeUs = 300, .direction = Direction::Received, .bytes = QByteArray(100'000, 'a')}};
    record.dataDropped = 7;
    const QString text = toText(record, {}, {.data = true});
    QVERIFY2(text.contains(QStringLiteral("\nData\n"
                                          "  #0  0.10 ms  ──▶  GET / HTTP/1.0\n"
                                          "  #0  0.25 ms  ◀──  00ff\n"
                                          "  #0  0.30 ms  ◀──  aaa")),
             qPrintable(text));
    const qint64 left = 100'000 - (kMostReportedBytes - 20) + 7;
    QVERIFY2(text.contains(QStringLiteral("a\n  further bytes, not shown: %1\n").arg(left)),
             qPrintable(text.right(500)));
}

void TextReportTest::clearDialogueReadsLikeThis()
{
    ConnectionRecord record = refusedRecord();
    QVERIFY(!toText(record, {}).contains(QStringLiteral("Said in clear")));
    record.clearDialogue = {
        {.timeUs = 100,
         .direction = Direction::Sent,
         .bytes = "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n"},
        {.timeUs = 250, .direction = Direction::Received, .bytes = QByteArray("\x16\x03\x01", 3)}};
    const QString text = toText(record, {});
    QVERIFY2(text.contains(QStringLiteral("\nSaid in clear before TLS\n"
                                          "  #0  0.10 ms  ──▶  CONNECT a HTTP/1.1\n"
                                          "  #0                Host: a\n"
                                          "  #0  0.25 ms  ◀──  160301\n")),
             qPrintable(text));
}

void TextReportTest::fieldsOnlyWhenAskedFor()
{
    const ConnectionRecord record = refusedRecord();
    const QString without = toText(record, {});
    QVERIFY(!without.contains(QStringLiteral("msg_type")));
    const QString with = toText(record, {}, {.fields = true});
    QVERIFY2(with.contains(QStringLiteral("\nFields of the messages\n"
                                          "  0  client_hello\n"
                                          "       0  msg_type: client_hello (1)\n"
                                          "       1  length: ")),
             qPrintable(with));
    QVERIFY2(with.contains(QStringLiteral("  1  alert 70 protocol_version (fatal)\n"
                                          "       0  level: fatal (2)\n"
                                          "       1  description: protocol_version (70)\n")),
             qPrintable(with));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TextReportTest)
#include "text_report_test.moc"
