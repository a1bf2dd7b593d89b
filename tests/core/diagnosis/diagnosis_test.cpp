#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/rule.h"
#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

namespace workbench {

using namespace tests;

namespace {

QStringList idsOf(const QList<Finding>& findings)
{
    QStringList ids;
    for (const Finding& finding : findings) {
        ids.append(finding.id);
    }
    return ids;
}

QByteArray describe(const QList<Finding>& findings)
{
    QByteArray text = "found:";
    for (const Finding& finding : findings) {
        text += "\n" + finding.id.toLatin1() + ": " + finding.title.toUtf8() + ' '
            + finding.cause.toUtf8();
    }
    return text;
}

bool isComplete(const Finding& finding)
{
    const QString all = finding.title + finding.cause + finding.fixes.join(QString())
        + finding.evidence.join(QString());
    const bool filledIn = !all.contains(QLatin1Char('{')) && !all.contains(QLatin1String("%1"));
    return filledIn && !finding.title.isEmpty() && !finding.cause.isEmpty()
        && !finding.fixes.isEmpty() && !finding.evidence.isEmpty();
}

bool says(const Finding& finding, const QByteArray& words)
{
    const QString all = QStringList({finding.title, finding.cause, finding.fixes.join(QChar(' '))})
                            .join(QLatin1Char(' '));
    return all.contains(QString::fromUtf8(words));
}

/// Whether the expected finding is there, in its place, once, and every finding complete.
bool isAsExpected(const DiagnosisCase& testCase, const QList<Finding>& findings)
{
    const QStringList ids = idsOf(findings);
    const auto position = ids.indexOf(QString::fromLatin1(testCase.id));
    const bool unique = QSet<QString>(ids.begin(), ids.end()).size() == ids.size();
    return unique && (testCase.first ? position == 0 : position >= 0)
        && says(findings.at(position), testCase.says)
        && std::all_of(findings.begin(), findings.end(), isComplete);
}

const ConnectionRecord* pointer(const std::optional<ConnectionRecord>& record)
{
    return record ? &*record : nullptr;
}

} // namespace

class DiagnosisTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void ruleSpeaks_data() { addRows(); }

    void ruleSpeaks();

    void ruleIsSilentWithoutItsFact_data() { addRows(); }

    void ruleIsSilentWithoutItsFact();

    void everyTextIsASentence_data() { addRows(); }

    void everyTextIsASentence();
    void everyRuleHasACase();
    void limitOfClearTalkIsOwn();
    void quietWhenAllIsWell();
    void quietWhileInProgress();
    void noCertificateIsBlamedBeforeServerHello();
    void causesOfAlert40AreRanked();
    void otherEndTurnsGuessIntoFact();
    void certificateExplainsItsAlert();
    void uncheckedFaultsAreNotes();
    void titleShowsWantedAndOfferedNames();
    void chosenMomentIsNoClock();
    void whatIsCertainIsNotContradicted();
    void cancelledSaysWhere();
    void onlyBigHellosAreToBeSmaller();
    void receivedAlertWithoutRecordOfIt();
    void pinIsNoPurpose();
    void deniedBeforeAnyCertificate();
    void silenceEndsDatagramsInClear();
    void whatIsKnownIsNoBroker();

private:
    void addRows();

    QList<DiagnosisCase> m_cases;
};

void DiagnosisTest::initTestCase()
{
    m_cases = transportCases() + explicitTlsCases() + socketCases() + notTlsCases()
        + agreementCases() + codeCases() + certificateCases() + clientCertificateCases()
        + closingCases();
}

void DiagnosisTest::addRows()
{
    QTest::addColumn<int>("index");
    for (int index = 0; index < m_cases.size(); ++index) {
        QTest::newRow((m_cases.at(index).id + ": " + m_cases.at(index).variant).constData())
            << index;
    }
}

void DiagnosisTest::ruleSpeaks()
{
    QFETCH(int, index);
    const DiagnosisCase& testCase = m_cases.at(index);
    const QList<Finding> findings = diagnose(testCase.record, pointer(testCase.other));
    QVERIFY2(isAsExpected(testCase, findings), describe(findings).constData());
}

void DiagnosisTest::ruleIsSilentWithoutItsFact()
{
    QFETCH(int, index);
    const DiagnosisCase& testCase = m_cases.at(index);
    ConnectionRecord record = testCase.record;
    std::optional<ConnectionRecord> other = testCase.other;
    if (testCase.without) {
        testCase.without(record);
    }
    if (other) {
        other->errors.clear();
        other->denied.reset();
    }
    const QList<Finding> findings = diagnose(record, pointer(other));
    const QStringList ids = idsOf(findings);
    const QString id = QString::fromLatin1(testCase.id);
    // With the other end known, a guess of the same id may remain behind.
    const bool silent = testCase.other ? ids.value(0) != id : !ids.contains(id);
    QVERIFY2(silent, describe(findings).constData());
}

/// What others say ends with a full stop or not: what is made of it ends with one.
void DiagnosisTest::everyTextIsASentence()
{
    QFETCH(int, index);
    static const QRegularExpression ending(QStringLiteral("[.!?]$"));
    static const QRegularExpression whole(QStringLiteral("[^.!?][.!?]$"));
    static const QRegularExpression quoted(QStringLiteral("“[^”]*”"));
    for (const char* end : {"", ".", "!"}) {
        ConnectionRecord record = m_cases.at(index).record;
        for (NativeError& error : record.errors) {
            error.text = error.text.remove(ending) + QLatin1String(end);
        }
        if (!record.staple.problem.isEmpty()) {
            record.staple.problem = record.staple.problem.remove(ending) + QLatin1String(end);
        }
        const QList<Finding> findings = diagnose(record, pointer(m_cases.at(index).other));
        for (const Finding& finding : findings) {
            for (QString text : {finding.title, finding.cause}) {
                QVERIFY2(text.contains(whole), qPrintable(text));
                text.remove(quoted); // bytes that cannot be printed are dots
                QVERIFY2(!text.contains(QLatin1String("..")) && !text.contains(QLatin1String(".;")),
                         qPrintable(text));
            }
        }
    }
}

void DiagnosisTest::everyRuleHasACase()
{
    QSet<QByteArray> covered;
    for (const DiagnosisCase& testCase : m_cases) {
        covered.insert(testCase.id);
    }
    for (const RuleTable& table : ruleTables()) {
        for (const Rule& rule : table.rules) {
            QVERIFY2(covered.contains(rule.id), rule.id);
        }
    }
}

/// The peer said nothing, so it is this end that gave up.
void DiagnosisTest::limitOfClearTalkIsOwn()
{
    int seen = 0;
    for (const DiagnosisCase& testCase : m_cases) {
        if (testCase.id == "starttls-timed-out") {
            QCOMPARE(diagnose(testCase.record).first().issuedBy, IssuedBy::Local);
            ++seen;
        }
    }
    QCOMPARE(seen, 3);
}

void DiagnosisTest::quietWhenAllIsWell()
{
    for (RecordBuilder builder : {RecordBuilder::client(), RecordBuilder::server()}) {
        builder.hello().answered(0x0304).result(ConnectionResult::Established);
        builder.phase(PhaseName::Tls, PhaseResult::Done)
            .phase(PhaseName::Data, PhaseResult::Done, 5000);
        builder.alert(Direction::Received, 0, 1).ending(PeerEnding::CloseNotify);
        const QList<Finding> findings = diagnose(builder.record);
        QVERIFY2(findings.isEmpty(), describe(findings).constData());
        // As Java ends its connections, also at level fatal.
        builder.alert(Direction::Received, SSL_AD_USER_CANCELLED);
        QVERIFY(diagnose(builder.record).isEmpty());
    }
}

void DiagnosisTest::quietWhileInProgress()
{
    const RecordBuilder builder = RecordBuilder::client()
                                      .result(ConnectionResult::InProgress)
                                      .alert(Direction::Received, 40);
    QVERIFY(diagnose(builder.record).isEmpty());
}

void DiagnosisTest::noCertificateIsBlamedBeforeServerHello()
{
    // Certificate alerts that come before any server_hello say nothing about our certificate.
    for (const int alert : {42, 43, 44, 45, 46, 48}) {
        RecordBuilder builder = RecordBuilder::server().hello().alert(Direction::Received, alert);
        const QList<Finding> findings = diagnose(builder.record);
        QCOMPARE(findings.first().id, QStringLiteral("peer-sent-alert"));
        for (const Finding& finding : findings) {
            QVERIFY(finding.phase != QStringLiteral("certificate"));
        }
    }
}

void DiagnosisTest::causesOfAlert40AreRanked()
{
    const RecordBuilder builder = RecordBuilder::client().hello().alert(Direction::Received, 40);
    const QList<Finding> findings = diagnose(builder.record);
    QVERIFY(findings.size() > 1);
    for (qsizetype i = 0; i + 1 < findings.size(); ++i) {
        QVERIFY(findings.at(i).confidence <= findings.at(i + 1).confidence);
        QVERIFY(findings.at(i).confidence != Confidence::Certain);
        QCOMPARE(findings.at(i).issuedBy, IssuedBy::Peer);
    }
}

void DiagnosisTest::otherEndTurnsGuessIntoFact()
{
    const RecordBuilder client = RecordBuilder::client().hello().alert(Direction::Received, 40);
    const RecordBuilder server = RecordBuilder::server()
                                     .hello()
                                     .alert(Direction::Sent, 40)
                                     .openSsl(SSL_R_NO_SUITABLE_KEY_SHARE);
    const QList<Finding> findings = diagnose(client.record, &server.record);
    QCOMPARE(idsOf(findings), QStringList {QStringLiteral("no-shared-group-tls13")});
    QCOMPARE(findings.first().confidence, Confidence::Certain);
    QVERIFY(findings.first().evidence.join(QString()).contains(QLatin1String("0A000065")));
}

void DiagnosisTest::certificateExplainsItsAlert()
{
    RecordBuilder builder = RecordBuilder::client().hello().answered(0x0304);
    builder.fault(0, X509_V_ERR_CERT_HAS_EXPIRED)
        .alert(Direction::Sent, 45)
        .openSsl(SSL_R_CERTIFICATE_VERIFY_FAILED);
    builder.ending(PeerEnding::Fin);
    const QList<Finding> findings = diagnose(builder.record);
    QCOMPARE(idsOf(findings), QStringList {QStringLiteral("certificate-expired")});
    QCOMPARE(findings.first().issuedBy, IssuedBy::Local);
    QCOMPARE(findings.first().phase, QStringLiteral("certificate"));
}

void DiagnosisTest::uncheckedFaultsAreNotes()
{
    RecordBuilder builder = RecordBuilder::client().hello().answered(0x0304);
    builder.result(ConnectionResult::Established).phase(PhaseName::Tls, PhaseResult::Done);
    builder.fault(0, X509_V_ERR_CERT_HAS_EXPIRED);
    builder.record.verify = VerifyMode::None;
    builder.record.verification.enforced = false;
    const QList<Finding> findings = diagnose(builder.record);
    QCOMPARE(idsOf(findings),
             (QStringList {QStringLiteral("verification-switched-off"),
                           QStringLiteral("certificate-expired")}));
    QCOMPARE(findings.at(0).severity, Severity::Warning);
    QCOMPARE(findings.at(1).severity, Severity::Note);
}

void DiagnosisTest::titleShowsWantedAndOfferedNames()
{
    const auto mismatch
        = std::find_if(m_cases.begin(), m_cases.end(), [](const DiagnosisCase& testCase) {
              return testCase.id == "hostname-mismatch" && testCase.variant == "really checked";
          });
    QVERIFY(mismatch != m_cases.end());
    const QString title = diagnose(mismatch->record).first().title;
    QVERIFY2(title.contains(QLatin1String("localhost")), qPrintable(title));
    QVERIFY2(title.contains(QLatin1String("other.test")), qPrintable(title));
}

/// What was checked as of a chosen moment says so, and blames no clock.
void DiagnosisTest::chosenMomentIsNoClock()
{
    int seen = 0;
    for (const DiagnosisCase& testCase : m_cases) {
        if (testCase.variant.startsWith("as of")) {
            const Finding finding = diagnose(testCase.record).first();
            QVERIFY2(finding.evidence.join(' ').contains(QLatin1String("checked as of ")),
                     testCase.id.constData());
            QVERIFY2(!finding.fixes.join(' ').contains(QLatin1String("clock of this computer")),
                     testCase.id.constData());
            ++seen;
        }
    }
    QCOMPARE(seen, 3);
}

/// Whoever trusts nothing, or has the issuer with another key, lacks no intermediate.
void DiagnosisTest::whatIsCertainIsNotContradicted()
{
    int seen = 0;
    for (const DiagnosisCase& testCase : m_cases) {
        if (testCase.id == "trust-store-empty" || testCase.variant.startsWith("of an anchor")) {
            QCOMPARE(idsOf(diagnose(testCase.record)),
                     QStringList {QString::fromLatin1(testCase.id)});
            ++seen;
        }
    }
    QCOMPARE(seen, 4);
}

void DiagnosisTest::cancelledSaysWhere()
{
    for (const auto& [phase, name] : {std::pair(PhaseName::Resolve, "name"),
                                      {PhaseName::Tcp, "tcp"},
                                      {PhaseName::Tls, "tls"}}) {
        RecordBuilder builder
            = RecordBuilder::client().noPhases().phase(phase, PhaseResult::Failed);
        builder.result(ConnectionResult::Cancelled);
        const Finding finding = diagnose(builder.record).first();
        QCOMPARE(finding.id, QStringLiteral("cancelled"));
        QCOMPARE(finding.phase, QString::fromLatin1(name));
    }
}

void DiagnosisTest::onlyBigHellosAreToBeSmaller()
{
    for (const qint64 size : {517, 1700}) {
        RecordBuilder builder = RecordBuilder::client().hello().result(ConnectionResult::TimedOut);
        builder.phase(PhaseName::Tls, PhaseResult::TimedOut, 1'000'000);
        builder.record.limit = Milliseconds(1000);
        builder.record.bytesSent = size;
        const Finding finding = diagnose(builder.record).first();
        QCOMPARE(finding.id, QStringLiteral("silence-after-client-hello"));
        QCOMPARE(says(finding, "Try a smaller hello"), size > 1400);
    }
}

void DiagnosisTest::receivedAlertWithoutRecordOfIt()
{
    // OpenSSL names a received alert as reason 1000 + number; the trace may have been cut.
    const RecordBuilder builder
        = RecordBuilder::client().versions(TlsVersion::Tls13).hello({0x0304}).openSsl(1070);
    QCOMPARE(diagnose(builder.record).first().id, QStringLiteral("version-server-too-old"));
}

/// OpenSSL's code for what is not trusted stands for the pin, too.
void DiagnosisTest::pinIsNoPurpose()
{
    RecordBuilder builder = RecordBuilder::client().hello().answered(0x0304);
    builder.fault(0, X509_V_ERR_CERT_UNTRUSTED);
    builder.record.verification.pinChecked = true;
    builder.record.verification.pinMatches = false;
    QCOMPARE(idsOf(diagnose(builder.record, nullptr)), QStringList {"pin-mismatch"});
}

/// Nobody knows a certificate that was never sent.
void DiagnosisTest::deniedBeforeAnyCertificate()
{
    RecordBuilder builder
        = RecordBuilder::client().hello().alert(Direction::Received, SSL_AD_ACCESS_DENIED);
    const Finding denied = diagnose(builder.record, nullptr).value(0);
    QCOMPARE(denied.id, QStringLiteral("client-access-denied"));
    QVERIFY2(!denied.title.contains(QStringLiteral("knows our certificate")),
             qPrintable(denied.title));
    QVERIFY(denied.cause.contains(QStringLiteral("No client certificate was sent")));
}

/// Nothing else tells that an answer is whole; without one it is a fault.
void DiagnosisTest::silenceEndsDatagramsInClear()
{
    for (const auto& [received, severity] :
         {std::pair(0, Severity::Error), std::pair(4, Severity::Note)}) {
        RecordBuilder builder = RecordBuilder::client().result(ConnectionResult::Established);
        builder.noPhases().phase(PhaseName::Data, PhaseResult::TimedOut);
        builder.record.plain = true;
        builder.record.transport = Transport::Udp;
        builder.record.silenceLimit = true;
        builder.record.bytesReceived = received;
        const QList<Finding> findings = diagnose(builder.record);
        const auto silence
            = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
                  return finding.id == QLatin1String("idle-timed-out");
              });
        QVERIFY(silence != findings.end());
        QCOMPARE(int(silence->severity), int(severity));
    }
}

/// A server of this program speaks no MQTT, and a broker does not agree to TLS in clear.
void DiagnosisTest::whatIsKnownIsNoBroker()
{
    const auto broker
        = std::find_if(m_cases.begin(), m_cases.end(), [](const DiagnosisCase& testCase) {
              return testCase.id == "plain-mqtt-port" && testCase.variant == "broker that closes";
          });
    QVERIFY(broker != m_cases.end());
    RecordBuilder denied = RecordBuilder::server().noPhases();
    denied.record.denied = Denial::Everybody;
    const QStringList ids = idsOf(diagnose(broker->record, &denied.record));
    QCOMPARE(ids.value(0), QStringLiteral("closed-after-accept"));
    QVERIFY(!ids.contains(QStringLiteral("plain-mqtt-port")));
    RecordBuilder agreed;
    agreed.record = broker->record;
    agreed.phase(PhaseName::Starttls, PhaseResult::Done);
    QVERIFY(!idsOf(diagnose(agreed.record)).contains(QStringLiteral("plain-mqtt-port")));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::DiagnosisTest)
#include "diagnosis_test.moc"
