#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_template.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTimeZone>
#include <QtTest>

using namespace workbench;

namespace {

/// A request in which nothing is as it is by default.
CertificateRequest fullRequest()
{
    CertificateRequest request;
    request.kind = CertificateKind::Intermediate;
    request.subject = QString::fromUtf8("CN=Läden,O=Test\\, Inc.");
    request.san = QStringList {"dns:shop.test", "ip:::1"};
    request.key = "rsa:3072";
    request.notBefore = QDateTime(QDate(2030, 1, 2), QTime(3, 4, 5), QTimeZone::utc()).toUTC();
    request.notAfter = request.notBefore.addDays(7);
    request.days = 12;
    request.digest = "sha512";
    request.serial = "0a";
    request.pathLength = 0;
    request.keyUsage = QStringList {"keyCertSign"};
    request.extendedKeyUsage = QStringList();
    request.permittedNames = QStringList {"dns:shop.test"};
    request.excludedNames = QStringList {"ip:10.0.0.0/8"};
    request.crlUrls = QStringList {"http://ca.test/a.crl"};
    request.ocspUrls = QStringList {"http://ocsp.test/"};
    request.caIssuersUrls = QStringList {"http://ca.test/a.der"};
    request.policies = QStringList {"anyPolicy"};
    request.noSubject = true;
    request.mustStaple = true;
    request.rawExtensions = {{.oid = "1.2.3.4", .critical = true, .value = "\x05\x01\x02"}};
    request.without = QStringList {"subjectKeyIdentifier"};
    request.allowUnsuitableIssuer = true;
    return request;
}

} // namespace

class CertificateTemplateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWas();
    void fillsInDefaults();
    void reportsUnknownMembers();
    void refuses_data();
    void refuses();
    void hasOneForEveryKind();
    void keepsThemInAFolder();
    void keepsBuiltInOnes();
    void namesBrokenFiles();
};

void CertificateTemplateTest::comesBackAsItWas()
{
    const QByteArray json = templateJson(fullRequest());
    const Result<CertificateTemplate> back = parseTemplate(json, "x");
    QVERIFY2(back, qPrintable(back ? QString() : back.error().toLine()));
    QCOMPARE(back->unknownMembers, QStringList());
    QVERIFY(back->request == fullRequest());
    QCOMPARE(templateJson(back->request), json);
    const CertificateRequest plain;
    QVERIFY(parseTemplate(templateJson(plain), "x")->request == plain);
    // Every member is written, so that a person sees what there is to change.
    QCOMPARE(QJsonDocument::fromJson(json).object().keys(),
             QJsonDocument::fromJson(templateJson(plain)).object().keys());
}

void CertificateTemplateTest::fillsInDefaults()
{
    const Result<CertificateTemplate> read = parseTemplate(R"({"kind": "client"})", "x");
    QVERIFY(read);
    CertificateRequest wanted;
    wanted.kind = CertificateKind::Client;
    QVERIFY(read->request == wanted);
}

void CertificateTemplateTest::reportsUnknownMembers()
{
    const Result<CertificateTemplate> read
        = parseTemplate(R"({"kind": "ca", "keyusage": [], "pathlen": 1})", "x");
    QVERIFY(read);
    QCOMPARE(read->unknownMembers, (QStringList {"keyusage", "pathlen"}));
}

void CertificateTemplateTest::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");
    QTest::newRow("no JSON") << QByteArray("kind: ca") << "JSON";
    QTest::newRow("list") << QByteArray("[]") << "JSON";
    QTest::newRow("schema") << QByteArray(R"({"schema": "other/1"})") << "other/1";
    QTest::newRow("kind") << QByteArray(R"({"kind": "root"})") << "root";
    QTest::newRow("kind as number") << QByteArray(R"({"kind": 1})") << "kind";
    QTest::newRow("text as list") << QByteArray(R"({"subject": []})") << "subject";
    QTest::newRow("list as text") << QByteArray(R"({"san": "a"})") << "san";
    QTest::newRow("list of numbers") << QByteArray(R"({"san": [1]})") << "san";
    QTest::newRow("flag as text") << QByteArray(R"({"must_staple": "yes"})") << "must_staple";
    QTest::newRow("number as text") << QByteArray(R"({"days": "7"})") << "days";
    QTest::newRow("negative") << QByteArray(R"({"days": -1})") << "days";
    QTest::newRow("fraction") << QByteArray(R"({"path_length": 0.5})") << "path_length";
    QTest::newRow("time") << QByteArray(R"({"not_after": "soon"})") << "not_after";
    QTest::newRow("usage") << QByteArray(R"({"key_usage": "digitalSignature"})") << "key_usage";
    QTest::newRow("extension") << QByteArray(R"({"extensions": ["1.2"]})") << "1.2";
}

void CertificateTemplateTest::refuses()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, named);
    const Result<CertificateTemplate> read = parseTemplate(json, "/tmp/mine.json");
    QVERIFY(!read);
    QCOMPARE(read.error().where, QString("/tmp/mine.json"));
    QVERIFY2(read.error().message.contains(named), qPrintable(read.error().toLine()));
}

void CertificateTemplateTest::hasOneForEveryKind()
{
    const QList<CertificateTemplate> templates = TemplateFolder("/nonexistent").list();
    QStringList names;
    for (const CertificateTemplate& one : templates) {
        QVERIFY(one.builtIn);
        QCOMPARE(one.name, QString(toIdentifier(one.request.kind)));
        names.append(one.name);
    }
    QCOMPARE(names, (QStringList {"ca", "intermediate", "server", "client", "self-signed"}));
}

void CertificateTemplateTest::keepsThemInAFolder()
{
    const QTemporaryDir home;
    const TemplateFolder folder(home.filePath("templates"));
    QVERIFY(folder.save("web / shop", fullRequest()));
    QVERIFY(folder.save("web / shop", fullRequest()));
    const Result<CertificateTemplate> found = folder.find("web / shop");
    QVERIFY(found);
    QVERIFY(!found->builtIn);
    QVERIFY(found->request == fullRequest());
    QCOMPARE(folder.list().size(), 6);
    QVERIFY(folder.remove("web / shop"));
    const Result<CertificateTemplate> gone = folder.find("web / shop");
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::NotFound);
    QVERIFY(gone.error().remedy.contains("self-signed"));
    QCOMPARE(folder.remove("web / shop").error().code, ErrorCode::NotFound);
}

void CertificateTemplateTest::keepsBuiltInOnes()
{
    const QTemporaryDir home;
    const TemplateFolder folder(home.path());
    QCOMPARE(folder.save("server", fullRequest()).error().code, ErrorCode::InvalidInput);
    QCOMPARE(folder.remove("server").error().code, ErrorCode::InvalidInput);
    QCOMPARE(folder.save(" ", fullRequest()).error().code, ErrorCode::InvalidInput);
}

void CertificateTemplateTest::namesBrokenFiles()
{
    const QTemporaryDir home;
    QFile file(home.filePath("mine.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{");
    file.close();
    const TemplateFolder folder(home.path());
    QList<Error> faults;
    QCOMPARE(folder.list(&faults).size(), 5);
    QCOMPARE(faults.size(), 1);
    QCOMPARE(faults.first().where, file.fileName());
    QCOMPARE(folder.find("mine").error().code, ErrorCode::InvalidInput);
}

QTEST_GUILESS_MAIN(CertificateTemplateTest)
#include "certificate_template_test.moc"
