#include "ui/clients/groups/tuning_group.h"

#include "ui/common/tuning_fields.h"

#include <QLineEdit>

namespace workbench {

TuningGroup::TuningGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientTuningGroup"), tr("Ciphers and key log"))
    , m_tuning(new TuningFields(QStringLiteral("client"), this))
    , m_keyLog(line("clientKeyLog"))
    , m_capture(line("clientCapture"))
{
    for (FormField* field : m_tuning->fields()) {
        addField(field);
    }
    addField(new FormField(tr("Key &log file"),
                           m_keyLog,
                           tr("For Wireshark. Whoever reads it can decrypt the connections.")));
    connect(m_tuning, &TuningFields::changed, this, &TuningGroup::changed);
    addField(new FormField(tr("Ca&pture file"),
                           m_capture,
                           tr("pcapng with the records of the newest connection, for Wireshark. "
                              "With a key log it holds the secrets as well.")));
    connect(m_tuning, &TuningFields::securityLevelChanged, this, [this] {
        Q_EMIT securityLevelChosen(m_tuning->securityLevel());
    });
}

void TuningGroup::show(const ClientProfile& profile)
{
    m_tuning->show(profile.tuning);
    m_keyLog->setText(profile.keyLogPath);
    m_capture->setText(profile.capturePath);
}

void TuningGroup::read(ClientProfile& profile) const
{
    m_tuning->read(profile.tuning);
    profile.keyLogPath = m_keyLog->text().trimmed();
    profile.capturePath = m_capture->text().trimmed();
}

void TuningGroup::check()
{
    m_tuning->check();
}

} // namespace workbench
