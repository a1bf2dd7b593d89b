#include "core/base/openssl_ptr.h"
#include "core/trace/trace_recorder.h"

#include <QTest>

namespace workbench {

/// What the message callback hands over, put together by hand.
class TraceRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changeCipherSpecInARenegotiation();
    void changeCipherSpecCountsOnce();
};

/// RFC 5246 §7.1: the message is one byte; in a renegotiation its record is encrypted and longer.
void TraceRecorderTest::changeCipherSpecInARenegotiation()
{
    const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
    const SslPtr ssl(SSL_new(context.get()));
    SSL_set_connect_state(ssl.get());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_do_handshake(ssl.get()); // the client_hello settles the version
    QCOMPARE(SSL_version(ssl.get()), TLS1_2_VERSION);
    const QByteArray plainRecord = QByteArray::fromHex("1403030001");
    const QByteArray encryptedRecord = QByteArray::fromHex("1403030019");
    const QByteArray message = QByteArray::fromHex("01");
    TraceRecorder recorder(TraceRecorder::Clock::now());
    for (const QByteArray& header : {plainRecord, encryptedRecord}) {
        recorder.record(false, SSL3_RT_HEADER, asSpan(header), ssl.get());
        recorder.record(true, SSL3_RT_HEADER, asSpan(header), ssl.get());
        recorder.record(true, SSL3_RT_CHANGE_CIPHER_SPEC, asSpan(message), ssl.get());
    }
    QCOMPARE(recorder.messages().size(), 4);
    for (const TraceMessage& each : recorder.messages()) {
        QCOMPARE(each.contentType, std::uint8_t {SSL3_RT_CHANGE_CIPHER_SPEC});
        QCOMPARE(each.length, 1);
        QCOMPARE(each.bytes, message);
        QCOMPARE(each.encrypted, each.index >= 2);
    }
}

/// OpenSSL 3.0 shows the header of a received one, OpenSSL 3.5 the message as well.
void TraceRecorderTest::changeCipherSpecCountsOnce()
{
    const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
    const SslPtr ssl(SSL_new(context.get()));
    const QByteArray header = QByteArray::fromHex("1403030001");
    const QByteArray message = QByteArray::fromHex("01");
    TraceRecorder recorder(TraceRecorder::Clock::now());
    for (int record = 1; record <= 2; ++record) {
        recorder.record(false, SSL3_RT_HEADER, asSpan(header), ssl.get());
        recorder.record(false, SSL3_RT_CHANGE_CIPHER_SPEC, asSpan(message), ssl.get());
        QCOMPARE(recorder.messages().size(), record);
        QCOMPARE(recorder.messages().last().bytes, message);
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TraceRecorderTest)
#include "trace_recorder_test.moc"
