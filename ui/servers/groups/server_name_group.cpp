#include "ui/servers/groups/server_name_group.h"

#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/workbench.h"

#include <QFileInfo>
#include <QLineEdit>

#include <utility>

namespace workbench {

ServerNameGroup::ServerNameGroup(const WindowContext& context, QString editedName, QObject* parent)
    : ServerGroup(parent)
    , m_context(context)
    , m_editedName(std::move(editedName))
    , m_name(line("serverName"))
    , m_field(addFrontField(
          new FormField(
              tr("&Name"),
              explained(m_name,
                        tr("What the server is called here; large and small letters count."))),
          "name"))
{ }

void ServerNameGroup::show(const ServerProfile& profile)
{
    m_name->setText(profile.name);
}

void ServerNameGroup::read(ServerProfile& profile) const
{
    profile.name = name();
}

QString ServerNameGroup::name() const
{
    const QString typed = m_name->text().trimmed();
    return typed.isEmpty() ? m_name->placeholderText() : typed;
}

void ServerNameGroup::propose(const QString& certificate)
{
    constexpr qsizetype kLongest = 32; // a hash is no name
    const QString wish = isFilePlace(certificate)
        ? QFileInfo(filePlaceOf(certificate).path).completeBaseName()
        : certificate;
    const bool fits = !wish.isEmpty() && wish.size() <= kLongest && !isTokenUri(wish);
    m_name->setPlaceholderText(m_context.workbench.freeServerName(fits ? wish : tr("server")));
}

void ServerNameGroup::check()
{
    const bool taken = name() != m_editedName && m_context.workbench.serverNames().contains(name());
    m_field->setProblem(taken ? tr("There is a server named “%1” already.").arg(name())
                              : QString());
}

} // namespace workbench
