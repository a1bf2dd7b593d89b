#include "ui/servers/groups/server_tuning_group.h"

#include "core/workbench/resolution/common_checks.h"
#include "ui/common/alpn_field.h"
#include "ui/common/problem_text.h"
#include "ui/common/tuning_fields.h"

#include <QLineEdit>

namespace workbench {

ServerTuningGroup::ServerTuningGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverTuningGroup"), tr("Ciphers, groups and key log"))
    , m_alpn(new AlpnField(QStringLiteral("server")))
    , m_tuning(new TuningFields(QStringLiteral("server"), this))
    , m_keyLog(line("serverKeyLog"))
{
    addField(m_alpn, "alpn");
    connect(m_alpn, &AlpnField::edited, this, &ServerTuningGroup::changed);
    for (const TuningFields::Row& row : m_tuning->rows()) {
        addField(row.field, row.where);
    }
    m_keyLogField = addField(new FormField(tr("Key &log file"),
                                           m_keyLog,
                                           tr("For Wireshark. Whoever reads it can decrypt the "
                                              "connections.")),
                             "keylog");
    connect(m_tuning, &TuningFields::changed, this, &ServerTuningGroup::changed);
}

void ServerTuningGroup::show(const ServerProfile& profile)
{
    m_tuning->show(profile.tuning);
    m_alpn->setProtocols(profile.tuning.alpn);
    m_keyLog->setText(profile.keyLogPath);
}

void ServerTuningGroup::read(ServerProfile& profile) const
{
    m_tuning->read(profile.tuning);
    profile.tuning.alpn = m_alpn->protocols();
    profile.keyLogPath = m_keyLog->text().trimmed();
}

void ServerTuningGroup::allowLegacySuites(bool allow)
{
    m_tuning->allowLegacySuites(allow);
}

void ServerTuningGroup::check()
{
    m_tuning->check();
    m_alpn->check();
    m_keyLogField->setProblem(problemText(checkKeyLog(m_keyLog->text().trimmed())));
}

} // namespace workbench
