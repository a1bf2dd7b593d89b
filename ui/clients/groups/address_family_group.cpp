#include "ui/clients/groups/address_family_group.h"

#include "core/workbench/resolution/socket_resolution.h"
#include "ui/common/problem_text.h"

#include <QComboBox>

#include <iterator>

namespace workbench {
namespace {

struct Choice
{
    FamilyPreference family;
    const char* text;
    const char* note;
};

constexpr Choice kChoices[] = {
    {FamilyPreference::HappyEyeballs,
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup", "Whichever answers first"),
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup",
                       "IPv6 and IPv4 in turn, the next after 250 ms (RFC 8305).")},
    {FamilyPreference::PreferIpv6,
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup", "IPv6 first"),
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup",
                       "IPv4 first where this computer has no way to IPv6.")},
    {FamilyPreference::PreferIpv4,
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup", "IPv4 first"),
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup",
                       "IPv6 addresses are tried after all others.")},
    {FamilyPreference::OnlyIpv6,
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup", "IPv6 only"),
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup",
                       "The name is not asked for IPv4 addresses.")},
    {FamilyPreference::OnlyIpv4,
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup", "IPv4 only"),
     QT_TRANSLATE_NOOP("workbench::AddressFamilyGroup",
                       "The name is not asked for IPv6 addresses.")},
};

} // namespace

AddressFamilyGroup::AddressFamilyGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientAddressGroup"), tr("Addresses of the name"))
    , m_family(named(new QComboBox, "clientAddressFamily"))
    , m_field(addField(new FormField(tr("Addresses tr&ied"), m_family)))
{
    for (const Choice& choice : kChoices) {
        m_family->addItem(tr(choice.text), static_cast<int>(choice.family));
    }
    connect(m_family, &QComboBox::currentIndexChanged, this, &AddressFamilyGroup::changed);
}

void AddressFamilyGroup::show(const ClientProfile& profile)
{
    m_family->setCurrentIndex(qMax(0, m_family->findData(static_cast<int>(profile.family))));
}

void AddressFamilyGroup::read(ClientProfile& profile) const
{
    profile.family = static_cast<FamilyPreference>(m_family->currentData().toInt());
}

void AddressFamilyGroup::check()
{
    const int index = m_family->currentIndex();
    if (index >= 0 && index < static_cast<int>(std::size(kChoices))) {
        m_field->setNote(tr(kChoices[index].note));
    }
}

void AddressFamilyGroup::checkWhole(const ClientProfile& profile)
{
    if (const QString problem = problemText(checkFamily(profile)); !problem.isEmpty()) {
        m_field->setProblem(problem);
    }
}

} // namespace workbench
