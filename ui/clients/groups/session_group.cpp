#include "ui/clients/groups/session_group.h"

#include "core/workbench/resolution/common_checks.h"
#include "ui/common/problem_text.h"
#include "ui/common/psk_identity.h"

#include <QLineEdit>

namespace workbench {

SessionGroup::SessionGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientSessionGroup"), tr("Session and pre-shared key"))
    , m_file(line("clientSession"))
    , m_pskIdentity(line("clientPskIdentity"))
    , m_pskField(
          new FormField(tr("PSK identit&y"),
                        m_pskIdentity,
                        tr("Of a key that the server has as well. It is asked for when the client "
                           "connects.")))
{
    m_fileField
        = addField(new FormField(tr("Sess&ion file"),
                                 m_file,
                                 tr("The session in it is taken up again, and the newest one "
                                    "kept.")),
                   "session-file");
    addField(m_pskField, "psk");
}

void SessionGroup::show(const ClientProfile& profile)
{
    m_file->setText(profile.sessionPath);
    m_pskIdentity->setText(profile.pskIdentity);
}

void SessionGroup::read(ClientProfile& profile) const
{
    profile.sessionPath = m_file->text().trimmed();
    profile.pskIdentity = m_pskIdentity->text();
}

void SessionGroup::check()
{
    m_fileField->setProblem(problemText(checkTarget(m_file->text().trimmed())));
    m_pskField->setProblem(pskIdentityProblem(m_pskIdentity->text()));
}

} // namespace workbench
