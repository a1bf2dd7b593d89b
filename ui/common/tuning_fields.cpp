#include "ui/common/tuning_fields.h"

#include "ui/common/form_field.h"

#include <QComboBox>
#include <QLineEdit>

namespace workbench {

TuningFields::TuningFields(const QString& prefix, QObject* parent)
    : QObject(parent)
    , m_ciphers(new QLineEdit)
    , m_suites(new QLineEdit)
    , m_groups(new QLineEdit)
    , m_signatures(new QLineEdit)
    , m_level(new QComboBox)
{
    m_ciphers->setObjectName(prefix + QStringLiteral("Ciphers"));
    m_suites->setObjectName(prefix + QStringLiteral("Suites"));
    m_groups->setObjectName(prefix + QStringLiteral("Groups"));
    m_signatures->setObjectName(prefix + QStringLiteral("Signatures"));
    m_level->setObjectName(prefix + QStringLiteral("SecurityLevel"));
    m_ciphers->setPlaceholderText(QStringLiteral("ECDHE-ECDSA-AES128-GCM-SHA256:HIGH:!aNULL"));
    m_suites->setPlaceholderText(QStringLiteral("TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"));
    m_groups->setPlaceholderText(QStringLiteral("X25519:P-256"));
    m_signatures->setPlaceholderText(QStringLiteral("ECDSA+SHA256:RSA-PSS+SHA256"));
    m_level->addItem(tr("The library's default"), -1);
    for (int level = 0; level <= 5; ++level) {
        m_level->addItem(QString::number(level), level);
    }
    connect(m_level, &QComboBox::currentIndexChanged, this, &TuningFields::securityLevelChanged);
    m_fields = {
        new FormField(tr("Ciphers to TLS 1.&2"),
                      m_ciphers,
                      tr("OpenSSL cipher list. Empty: the library's default.")),
        new FormField(tr("Suites of TLS 1.&3"), m_suites, tr("Separated by colons.")),
        new FormField(tr("&Groups"), m_groups, tr("Key exchange groups, separated by colons.")),
        new FormField(tr("Si&gnatures"), m_signatures, tr("Signature algorithms, with colons.")),
        new FormField(tr("Securit&y level"),
                      m_level,
                      tr("0 allows everything, 5 nearly nothing. Old versions need 0.")),
    };
}

void TuningFields::read(TlsTuning& tuning) const
{
    tuning.cipherList = m_ciphers->text().trimmed();
    tuning.cipherSuites = m_suites->text().trimmed();
    tuning.groups = m_groups->text().trimmed();
    tuning.signatureAlgorithms = m_signatures->text().trimmed();
    tuning.securityLevel = securityLevel();
}

int TuningFields::securityLevel() const
{
    return m_level->currentData().toInt();
}

void TuningFields::show(const TlsTuning& tuning)
{
    m_ciphers->setText(tuning.cipherList);
    m_suites->setText(tuning.cipherSuites);
    m_groups->setText(tuning.groups);
    m_signatures->setText(tuning.signatureAlgorithms);
    m_level->setCurrentIndex(qMax(0, m_level->findData(tuning.securityLevel)));
}

} // namespace workbench
