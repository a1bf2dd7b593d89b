#include "ui/clients/groups/session_group.h"

#include <QLineEdit>

namespace workbench {

SessionGroup::SessionGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientSessionGroup"), tr("Session"))
    , m_file(line("clientSession"))
{
    addField(new FormField(tr("Sess&ion file"),
                           m_file,
                           tr("The session in it is taken up again, and the newest one kept.")));
}

void SessionGroup::show(const ClientProfile& profile)
{
    m_file->setText(profile.sessionPath);
}

void SessionGroup::read(ClientProfile& profile) const
{
    profile.sessionPath = m_file->text().trimmed();
}

} // namespace workbench
