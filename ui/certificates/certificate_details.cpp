#include "ui/certificates/certificate_details.h"

#include "core/base/hex.h"
#include "core/certificates/certificate_export.h"
#include "core/certificates/extension_words.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/common/fact_list.h"
#include "ui/common/text.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace workbench {

namespace {

QString daysText(const CertificateFacts& facts, int soonDays)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return expiryText(facts, now, stateOf(validityAt(facts, now, soonDays)));
}

QString issuerText(const CertificateFacts& facts)
{
    return facts.selfSigned ? CertificateDetails::tr("itself (self-signed)") : facts.issuer;
}

/// Four bytes to a group, so that the line can be broken.
QString spaced(const QString& hex)
{
    QStringList groups;
    for (int i = 0; i < hex.size(); i += 8) {
        groups.append(hex.mid(i, 8));
    }
    return groups.join(QLatin1Char(' '));
}

} // namespace

CertificateDetails::CertificateDetails(QWidget* parent)
    : QWidget(parent)
    , m_facts(new FactList(QStringLiteral("certificateFacts"), {}))
    , m_fingerprints(new FactList(QStringLiteral("certificateHashes"), tr("Fingerprints")))
    , m_empty(new QLabel(tr("Choose a certificate to see what is in it.")))
{
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(18);
    column->addWidget(m_facts);
    column->addWidget(m_fingerprints);
    column->addWidget(m_empty, 1);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("certificateDetailsScroll"));
    scroll->setAccessibleName(tr("Details of the certificate"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(body);
    scroll->setBackgroundRole(QPalette::Base);
    body->setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    clear();
}

void CertificateDetails::setCertificate(const CertificateFacts& facts,
                                        int soonDays,
                                        const QList<QPair<QString, QString>>& extra,
                                        const QList<QPair<QString, QString>>& extensions)
{
    QStringList names;
    for (const QString& name : facts.san) {
        names.append(withReadableForm(name));
    }
    QList<Fact> all = extra;
    all.append({
        {tr("Subject"), facts.subject},
        {tr("Issued by"), issuerText(facts)},
        {tr("Names (SAN)"), names.join(QLatin1Char('\n'))},
        {tr("Validity"), daysText(facts, soonDays)},
        {tr("Not before"), dateText(facts.notBefore)},
        {tr("Not after"), dateText(facts.notAfter)},
        {tr("Key"), facts.key},
        {tr("Signature"), facts.signatureAlgorithm},
        {tr("May sign others"), facts.isCa ? tr("yes (CA)") : tr("no")},
        {tr("Purposes"), facts.extendedKeyUsage.join(QStringLiteral(", "))},
    });
    all += extensions;
    all.append({tr("Serial"), spaced(facts.serial)});
    m_facts->setFacts(all);
    m_fingerprints->setFacts({{tr("SHA-256"), spaced(toHex(facts.sha256))},
                              {tr("SHA-1"), spaced(toHex(facts.sha1))},
                              {tr("SPKI SHA-256"), spaced(toHex(facts.spkiSha256))},
                              {tr("SPKI pin"), spkiPin(facts.spkiSha256)}});
    m_facts->show();
    m_fingerprints->show();
    m_empty->hide();
}

void CertificateDetails::clear()
{
    m_facts->hide();
    m_fingerprints->hide();
    m_empty->show();
}

} // namespace workbench
