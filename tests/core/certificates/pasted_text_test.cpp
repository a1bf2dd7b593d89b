#include "core/certificates/certificate_facts.h"
#include "core/certificates/import_content.h"
#include "core/certificates/pasted_text.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"

#include <QStringEncoder>
#include <QtTest>

#include <functional>

using namespace workbench;
using namespace workbench::tests;

namespace {

using Change = std::function<QByteArray(const QByteArray&)>;

QByteArray prefixed(const QByteArray& pem, const QByteArray& prefix)
{
    QByteArray lines = pem.trimmed();
    lines.replace("\n", "\n" + prefix);
    return prefix + lines + '\n';
}

QByteArray replaced(QByteArray pem, const char* from, const char* to)
{
    return pem.replace(from, to);
}

QByteArray encoded(const QByteArray& pem, QStringConverter::Encoding encoding, bool withMark)
{
    QStringEncoder encoder(
        encoding, withMark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encoder(QString::fromLatin1(pem));
}

QByteArray body(const QByteArray& pem)
{
    const qsizetype begin = pem.indexOf('\n') + 1;
    return pem.mid(begin, pem.indexOf("-----END") - begin);
}

/// Everything in one line, as some consoles show it.
QByteArray inOneLine(QByteArray pem)
{
    return pem.replace('\n', ' ');
}

/// Each block's Base64 in one line of its own.
QByteArray unwrapped(const QByteArray& pem)
{
    return "-----BEGIN CERTIFICATE-----\n" + body(pem).replace("\n", "")
        + "\n-----END CERTIFICATE-----\n";
}

struct Form
{
    const char* name;
    Change change;
    bool isBare = false; ///< only one block without headers can be written so
};

const QList<Form>& forms()
{
    static const QList<Form> all {
        {"indented", [](const QByteArray& pem) { return "tls:\n" + prefixed(pem, "    "); }},
        {"tabs", [](const QByteArray& pem) { return prefixed(pem, "\t"); }},
        {"quoted", [](const QByteArray& pem) { return "They wrote:\n" + prefixed(pem, "> "); }},
        {"quoted twice", [](const QByteArray& pem) { return prefixed(pem, ">> "); }},
        {"comment", [](const QByteArray& pem) { return prefixed(pem, "# "); }},
        {"JSON",
         [](const QByteArray& pem) {
             return R"({"pem": ")" + replaced(replaced(pem, "/", "\\/"), "\n", "\\n") + "\"}";
         }},
        {"\\r\\n spelled out", [](const QByteArray& pem) { return replaced(pem, "\n", "\\r\\n"); }},
        {"C string",
         [](const QByteArray& pem) { return "\"" + replaced(pem, "\n", "\\n\"\n\"") + "\";"; }},
        {"Windows' line ends", [](const QByteArray& pem) { return replaced(pem, "\n", "\r\n"); }},
        {"old Macs' line ends", [](const QByteArray& pem) { return replaced(pem, "\n", "\r"); }},
        {"spaces behind lines", [](const QByteArray& pem) { return replaced(pem, "\n", "  \n"); }},
        {"empty lines", [](const QByteArray& pem) { return replaced(pem, "\n", "\n\n"); }},
        {"text in front", [](const QByteArray& pem) { return "Certificate: " + pem; }},
        {"UTF-8 with a mark", [](const QByteArray& pem) { return "\xEF\xBB\xBF" + pem; }},
        {"UTF-16 LE",
         [](const QByteArray& pem) { return encoded(pem, QStringConverter::Utf16LE, true); }},
        {"UTF-16 BE",
         [](const QByteArray& pem) { return encoded(pem, QStringConverter::Utf16BE, true); }},
        {"UTF-16 LE without mark",
         [](const QByteArray& pem) { return encoded(pem, QStringConverter::Utf16LE, false); }},
        {"UTF-16 BE without mark",
         [](const QByteArray& pem) { return encoded(pem, QStringConverter::Utf16BE, false); }},
        {"one line", &inOneLine},
        {"Base64 of PEM", [](const QByteArray& pem) { return pem.toBase64(); }},
        {"one line of Base64", &unwrapped, true},
        {"Base64 alone", &body, true},
        {"Base64 alone in one line",
         [](const QByteArray& pem) { return body(pem).replace("\n", ""); },
         true},
        {"Base64 alone, indented",
         [](const QByteArray& pem) { return prefixed(body(pem), "  "); },
         true},
    };
    return all;
}

} // namespace

/// Whatever the way from a screen to the clipboard has done to PEM, it is read.
class PastedTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formsAreRead_data();
    void formsAreRead();
    void everythingElseIsReadSo_data();
    void everythingElseIsReadSo();
    void nothingToRepair_data();
    void nothingToRepair();
    void damageStaysDamage();
    void hostileTextIsLookedAtOnce_data();
    void hostileTextIsLookedAtOnce();
    void javaKeystoreNamesKeytool();

private:
    TestPki m_pki;
};

void PastedTextTest::formsAreRead_data()
{
    QTest::addColumn<int>("form");
    for (int i = 0; i < forms().size(); ++i) {
        QTest::newRow(forms().at(i).name) << i;
    }
}

void PastedTextTest::formsAreRead()
{
    QFETCH(const int, form);
    const KeyMaterial server = m_pki.server();
    const bool isBare = forms().at(form).isBare;
    const QByteArray pem = isBare ? certificatePem(server, false)
                                  : certificatePem(server, true) + keyPem(server).value();
    const QByteArray bytes = forms().at(form).change(pem);
    const Result<CertificateBundle> read = readBundle(bytes, {}, "paste", KeyReading::Read);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
    QCOMPARE(read->certificates.size(), isBare ? 1 : 2);
    QCOMPARE(toDer(read->certificates.first().get()), toDer(server.certificate.get()));
    QCOMPARE(read->keys.size(), isBare ? 0 : 1);
}

void PastedTextTest::everythingElseIsReadSo_data()
{
    QTest::addColumn<QByteArray>("pem");
    QTest::addColumn<int>("requests");
    QTest::addColumn<QByteArray>("password");
    const std::shared_ptr<EVP_PKEY> key = m_pki.server().key;
    const QByteArray keyText = keyPem({.certificate = {}, .chain = {}, .key = key}).value();
    const QByteArray request
        = runOpenSsl({"req", "-new", "-key", "/dev/stdin", "-subj", "/CN=asking"}, keyText).output;
    QTest::newRow("request") << request << 1 << QByteArray();
    const QByteArray locked
        = runOpenSsl({"pkey", "-traditional", "-aes128", "-passout", "pass:secret"}, keyText)
              .output;
    QTest::newRow("key with headers") << locked << 0 << QByteArray("secret");
}

void PastedTextTest::everythingElseIsReadSo()
{
    QFETCH(const QByteArray, pem);
    QFETCH(const int, requests);
    QFETCH(const QByteArray, password);
    QVERIFY(pem.startsWith("-----BEGIN"));
    for (const QByteArray& bytes :
         {prefixed(pem, "   "), prefixed(pem, "> "), replaced(pem, "\n", "\\n")}) {
        const Result<ImportContent> read = readImport(bytes, password, "paste");
        QVERIFY2(read, qPrintable(read ? QString() : read.error().toLine()));
        QCOMPARE(read->requests.size(), requests);
        QCOMPARE(read->bundle.keys.size(), password.isEmpty() ? 0 : 1);
    }
}

void PastedTextTest::nothingToRepair_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const KeyMaterial server = m_pki.server();
    QTest::newRow("PEM") << certificatePem(server, true) + keyPem(server, "secret").value();
    QTest::newRow("DER") << toDer(server.certificate.get());
    QTest::newRow("Windows' line ends") << replaced(certificatePem(server, true), "\n", "\r\n");
    QTest::newRow("text between") << "subject=CN = shop\n" + certificatePem(server, true)
            + "the end: it is\n";
    QTest::newRow("words") << QByteArray("This is no certificate, whatever one does with it.");
    QTest::newRow("hexadecimal of something") << QByteArray(200, 'A');
    QTest::newRow("a word") << QByteArray("MIIB");
    QTest::newRow("begun only") << QByteArray("-----BEGIN CERTIFICATE-----\nMIIB");
    QTest::newRow("nothing") << QByteArray();
}

void PastedTextTest::nothingToRepair()
{
    QFETCH(const QByteArray, bytes);
    QVERIFY(!repairedPaste(bytes));
}

void PastedTextTest::damageStaysDamage()
{
    QByteArray pem = prefixed(certificatePem(m_pki.server(), false), "  ");
    pem[pem.size() / 2] = '?';
    const Result<CertificateBundle> read = readBundle(pem, {}, "paste", KeyReading::Read);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
}

void PastedTextTest::hostileTextIsLookedAtOnce_data()
{
    QTest::addColumn<QByteArray>("piece");
    QTest::newRow("begins only") << QByteArray("-----BEGIN A-----\n");
    QTest::newRow("begins without an end of the line") << QByteArray("-----BEGIN ");
    QTest::newRow("ends only") << QByteArray(" -----BEGIN A-----\n?-----END B-----\n");
    QTest::newRow("damaged blocks") << QByteArray(" -----BEGIN A-----\n?-----END A-----\n");
    QTest::newRow("empty blocks") << QByteArray(" -----BEGIN A-----\n-----END A-----\n");
    QTest::newRow("backslashes") << QByteArray("\\");
}

/// Quadratic work on these would take hours, and the test's time limit ends it.
void PastedTextTest::hostileTextIsLookedAtOnce()
{
    QFETCH(const QByteArray, piece);
    constexpr qsizetype kPieces = 200'000;
    const QByteArray bytes = piece.repeated(kPieces);
    const std::optional<SecretBytes> repaired = repairedPaste(bytes);
    QVERIFY(!repaired || repaired->bytes().size() <= 2 * bytes.size());
}

void PastedTextTest::javaKeystoreNamesKeytool()
{
    for (const char* magic : {"feedfeed00000002", "cececece00000002"}) {
        const Result<ImportContent> read
            = readImport(QByteArray::fromHex(magic) + QByteArray(100, 'x'), {}, "old.jks");
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::NotSupported);
        QVERIFY(read.error().remedy.contains("keytool -importkeystore"));
        QCOMPARE(read.error().where, QString("old.jks"));
    }
}

QTEST_GUILESS_MAIN(PastedTextTest)
#include "pasted_text_test.moc"
