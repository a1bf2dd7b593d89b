#include "core/diagnosis/known_situations.h"
#include "core/diagnosis/named_values.h"
#include "core/diagnosis/rule.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace workbench {
namespace {

/// What the first release must tell apart.
constexpr const char* kRequired[] = {
    "name-not-found",
    "connection-refused",
    "connect-timed-out",
    "closed-after-accept",
    "plain-http-server",
    "plain-smtp-or-ftp-server",
    "silence-after-client-hello",
    "closed-after-client-hello",
    "version-client-too-old",
    "version-server-too-old",
    "version-blocked-by-security-level",
    "no-shared-cipher-tls12",
    "no-shared-cipher-tls13",
    "certificate-expired",
    "certificate-not-yet-valid",
    "issuer-certificate-expired",
    "hostname-mismatch",
    "certificate-self-signed",
    "root-not-trusted",
    "issuer-not-trusted",
    "intermediate-missing",
    "certificate-key-too-small",
    "key-does-not-match-certificate",
    "client-certificate-missing-tls12",
    "client-certificate-missing-tls13",
    "client-certificate-untrusted",
    "peer-rejected-our-certificate",
    "client-sent-plain-http",
    "server-handshake-timed-out",
    "verification-switched-off",
};

bool hasRule(const char* id)
{
    for (const RuleTable& table : ruleTables()) {
        for (const Rule& rule : table.rules) {
            if (qstrcmp(rule.id, id) == 0) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

class RuleTablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requiredIdsHaveRules();
    void everyRuleHasASituation();
    void everyRuleCanApply();
    void situationsAreComplete();
    void situationsAreFoundById();
    void namesInTextsAreKnown();
};

void RuleTablesTest::requiredIdsHaveRules()
{
    for (const char* id : kRequired) {
        QVERIFY2(hasRule(id), id);
        QVERIFY2(knownSituation(QString::fromLatin1(id)) != nullptr, id);
    }
    // Said of the program itself, not of a connection.
    QVERIFY(knownSituation(QStringLiteral("listen-address-in-use")) != nullptr);
}

void RuleTablesTest::everyRuleHasASituation()
{
    for (const RuleTable& table : ruleTables()) {
        QSet<QByteArray> here;
        for (const Situation& situation : table.situations) {
            here.insert(situation.id);
        }
        for (const Rule& rule : table.rules) {
            QVERIFY2(here.contains(rule.id)
                         || knownSituation(QString::fromLatin1(rule.id)) != nullptr,
                     rule.id);
        }
    }
}

void RuleTablesTest::everyRuleCanApply()
{
    for (const RuleTable& table : ruleTables()) {
        for (const Rule& rule : table.rules) {
            QVERIFY2(rule.title != nullptr && qstrlen(rule.title) > 0, rule.id);
            QVERIFY2(rule.cause != nullptr && qstrlen(rule.cause) > 0, rule.id);
            // Without predicate and codes a rule would apply to everything.
            QVERIFY2(rule.applies != nullptr || rule.codes.front() != 0
                         || rule.when == When::Cancelled,
                     rule.id);
        }
    }
}

void RuleTablesTest::situationsAreComplete()
{
    static const QRegularExpression identifier(QStringLiteral("^[a-z0-9]+(-[a-z0-9]+)*$"));
    QSet<QString> seen;
    for (const RuleInfo& info : knownSituations()) {
        QVERIFY2(identifier.match(info.id).hasMatch(), qPrintable(info.id));
        QVERIFY2(!seen.contains(info.id), qPrintable(info.id));
        seen.insert(info.id);
        QVERIFY2(info.title.endsWith(QLatin1Char('.')), qPrintable(info.id));
        QVERIFY2(info.cause.endsWith(QLatin1Char('.')), qPrintable(info.id));
        QVERIFY2(!info.fixes.isEmpty(), qPrintable(info.id));
        for (const QString& fix : info.fixes) {
            QVERIFY2(fix.endsWith(QLatin1Char('.')) && !fix.contains(QLatin1Char('{')),
                     qPrintable(info.id));
        }
        QVERIFY2(!(info.title + info.cause).contains(QLatin1Char('{')), qPrintable(info.id));
    }
}

void RuleTablesTest::situationsAreFoundById()
{
    QCOMPARE(knownSituation(QStringLiteral("certificate-expired"))->title,
             QStringLiteral("The certificate has expired."));
    QVERIFY(knownSituation(QStringLiteral("no-such-thing")) == nullptr);
}

void RuleTablesTest::namesInTextsAreKnown()
{
    static const QRegularExpression name(QStringLiteral("\\{([^}]*)\\}"));
    const QStringList known = namedValues();
    for (const RuleTable& table : ruleTables()) {
        for (const Rule& rule : table.rules) {
            QString all = QString::fromUtf8(rule.title) + QString::fromUtf8(rule.cause);
            for (const char* fix : rule.fixes) {
                all += QString::fromUtf8(fix);
            }
            auto matches = name.globalMatch(all);
            while (matches.hasNext()) {
                const QString used = matches.next().captured(1);
                QVERIFY2(known.contains(used),
                         qPrintable(QLatin1String(rule.id) + QLatin1String(": ") + used));
            }
        }
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::RuleTablesTest)
#include "rule_tables_test.moc"
