#include "core/wire/decode.h"
#include "core/wire/der.h"
#include "tests/core/wire/samples.h"
#include "tests/core/wire/tree_invariants.h"
#include "tests/core/wire/tree_text.h"

#include <QtTest>

using namespace workbench::wire;

class DerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsHeaders_data();
    void readsHeaders();
    void walksElements();
    void readsWholeCertificates();
    void survivesDisfiguredCertificates();
};

void DerTest::readsHeaders_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("header"); // 0: none
    QTest::addColumn<qint64>("length");
    const auto row = [](const char* name, const char* digits, int header, qint64 length) {
        QTest::newRow(name) << QByteArray::fromHex(digits) << header << length;
    };
    row("short", "020105", 2, 1);
    row("empty", "0500", 2, 0);
    row("one byte of length", "308180", 3, 128);
    row("two bytes of length", "30820100", 4, 256);
    row("four bytes of length", "3084ffffffff", 6, 0xffffffff);
    row("long tag", "1f8101020304", 4, 2);
    row("nothing", "", 0, 0);
    row("no length", "30", 0, 0);
    row("length cut off", "308201", 0, 0);
    row("indefinite", "3080", 0, 0);
    row("five bytes of length", "30850000000001", 0, 0);
    row("endless tag", "1fffffffff", 0, 0);
}

void DerTest::readsHeaders()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, header);
    QFETCH(qint64, length);
    const auto element = der::readElement(samples::span(bytes));
    QCOMPARE(element ? int(element->header) : 0, header);
    QCOMPARE(element ? qint64(element->length) : 0, length);
}

void DerTest::walksElements()
{
    const QByteArray bytes = QByteArray::fromHex("020105050004026162"
                                                 "0403");
    der::Elements elements(samples::span(bytes));
    std::uint8_t tag = 0;
    QCOMPARE(elements.next(tag)->size(), std::size_t(1));
    QCOMPARE(int(tag), 2);
    QCOMPARE(elements.next(tag)->size(), std::size_t(0));
    QCOMPARE(toText(*elements.next(tag)), std::string("ab"));
    QCOMPARE(int(tag), 4);
    QVERIFY(!elements.next(tag)); // three bytes are announced, none is there
    QVERIFY(!elements.next(tag));
}

void DerTest::readsWholeCertificates()
{
    const QByteArray message = samples::handshake("tls12-ecdhe-rsa", 11);
    // 4 of the message, 3 and 3 of the lengths.
    const int length = quint8(message[8]) << 8 | quint8(message[9]);
    const QByteArray certificate = message.mid(10, length);
    const FieldTree tree = decodeCertificate(samples::span(certificate));
    QVERIFY2(tree.faultyFields().empty(), samples::treeText(tree.root()).c_str());
    const Field names = tree.root().find(
        "Certificate/tbsCertificate/extensions/extensions/subjectAltName/extnValue/generalNames");
    QVERIFY(names.isValid());
    QStringList texts;
    for (const Field name : names.children()) {
        texts += QString::fromStdString(std::string(name.name()) + " " + name.valueText());
    }
    QCOMPARE(texts,
             (QStringList {"dNSName localhost",
                           "dNSName *.example.org",
                           "iPAddress 127.0.0.1",
                           "iPAddress ::1",
                           "rfc822Name admin@example.org",
                           "uniformResourceIdentifier https://example.org/",
                           "registeredID 1.2.3.4"}));
}

void DerTest::survivesDisfiguredCertificates()
{
    const QByteArray message = samples::handshake("hand-made-tls13", 11);
    const int length = quint8(message[9]) << 8 | quint8(message[10]);
    samples::disfigure(message.mid(11, length), [](Bytes bytes) {
        const std::string broken = samples::brokenInvariant(decodeCertificate(bytes));
        QCOMPARE(broken, std::string());
    });
}

QTEST_APPLESS_MAIN(DerTest)
#include "der_test.moc"
