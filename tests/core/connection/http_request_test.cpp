#include "core/connection/http_request.h"

#include <QTest>

namespace workbench {
namespace {

using Form = HttpVerdict::Form;

struct Row
{
    const char* what;
    const char* heard;
    int status; ///< 0: more has to come
    Form form = Form::Whole;
};

constexpr Row kRows[] = {
    {"nothing", "", 0},
    {"half a line", "GET / HT", 0},
    {"a line", "GET / HTTP/1.1\r\n", 0},
    {"a line and a field", "GET / HTTP/1.1\r\nHost: a\r\n", 0},
    {"GET", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    {"GET without fields", "GET / HTTP/1.0\r\n\r\n", 200},
    {"line ends of old", "GET / HTTP/1.0\n\n", 200},
    {"blank lines before it", "\r\n\r\nGET / HTTP/1.1\r\n\r\n", 200},
    {"blank lines alone", "\r\n\r\n", 0},
    {"a whole URL", "GET https://localhost/x?y=z HTTP/1.1\r\n\r\n", 200},
    {"HEAD", "HEAD / HTTP/1.1\r\n\r\n", 200, Form::HeadOnly},
    {"HTTP/0.9", "GET /\r\n", 200, Form::BodyOnly},
    {"HTTP/0.9 knows GET only", "HEAD /\r\n", 400},
    {"POST", "POST / HTTP/1.1\r\n\r\n", 405},
    {"OPTIONS", "OPTIONS * HTTP/1.1\r\n\r\n", 405},
    {"unheard of", "BREW /pot HTTP/1.1\r\n\r\n", 501},
    {"methods have a case", "get / HTTP/1.1\r\n\r\n", 501},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"garbage", "GARBAGE\r\n\r\n", 400},
    {"garbage is answered at its line", "GARBAGE\r\n", 400},
    {"two words", "GARBAGE here\r\n", 400},
    {"many words", "this is no request of HTTP/1.1\r\n", 400},
    {"two blanks", "GET  / HTTP/1.1\r\n", 400},
    {"no version", "GET / HTTP\r\n", 400},
    {"long version", "GET / HTTP/1.10\r\n", 400},
    {"a method with a colon", "GET: / HTTP/1.1\r\n", 400},
    {"control character", "GET /\x01 HTTP/1.1\r\n", 400},
    {"TLS within TLS", "\x16\x03\x01", 400},
};

} // namespace

/// What a client's first bytes are answered with, where the answer is a page.
class HttpRequestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judged_data();
    void judged();
    void tooLong_data();
    void tooLong();
    void everyStatusHasItsWords();
};

void HttpRequestTest::judged_data()
{
    QTest::addColumn<QByteArray>("heard");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("form");
    for (const Row& row : kRows) {
        QTest::newRow(row.what) << QByteArray(row.heard) << row.status << int(row.form);
    }
}

void HttpRequestTest::judged()
{
    QFETCH(const QByteArray, heard);
    QFETCH(const int, status);
    QFETCH(const int, form);
    const std::optional<HttpVerdict> verdict = judgeHttpRequest(heard);
    QCOMPARE(verdict ? verdict->status : 0, status);
    if (verdict) {
        QCOMPARE(int(verdict->form), form);
    }
}

void HttpRequestTest::tooLong_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<int>("status");
    QTest::newRow("line") << QByteArray("GET /") << 414;
    QTest::newRow("fields") << QByteArray("GET / HTTP/1.1\r\nCookie: ") << 431;
    QTest::newRow("nothing that has lines") << QByteArray() << 414;
}

void HttpRequestTest::tooLong()
{
    QFETCH(const QByteArray, begin);
    QFETCH(const int, status);
    const QByteArray most = begin + QByteArray(kMostRequestBytes - begin.size(), 'x');
    QVERIFY(!judgeHttpRequest(most));
    const std::optional<HttpVerdict> verdict = judgeHttpRequest(most + 'x');
    QVERIFY(verdict);
    QCOMPARE(verdict->status, status);
}

void HttpRequestTest::everyStatusHasItsWords()
{
    for (const Row& row : kRows) {
        if (row.status != 0) {
            QVERIFY2(*httpReason(row.status) != '\0', row.what);
        }
    }
    for (const int status : {414, 431}) {
        QVERIFY(*httpReason(status) != '\0');
    }
}

} // namespace workbench

QTEST_APPLESS_MAIN(workbench::HttpRequestTest)
#include "http_request_test.moc"
