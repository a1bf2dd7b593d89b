#include "ui/clients/groups/limits_group.h"

#include "ui/common/limit_check.h"

#include <QLineEdit>

namespace workbench {
namespace {

QLineEdit* editOf(const FormField* field)
{
    return qobject_cast<QLineEdit*>(field->editor());
}

Milliseconds limitOf(const QLineEdit* edit)
{
    return parseDuration(edit->text()).value_or(Milliseconds(0));
}

} // namespace

LimitsGroup::LimitsGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientLimitsGroup"), tr("Time limits"))
    , m_whole(line("clientTimeout"))
    , m_wholeField(
          addField(new FormField(tr("&Time limit"),
                                 m_whole,
                                 tr("For the whole attempt, like 10 s, 10 ms or 1 min; 0: none."))))
{
    addPhase(tr("Name &resolution"),
             "clientResolveLimit",
             &TimeLimits::resolve,
             tr("Until the name service has given an address."));
    addPhase(tr("TC&P connection"),
             "clientTcpLimit",
             &TimeLimits::tcp,
             tr("Until one of the addresses has taken the connection."));
    addPhase(tr("Answer of the proxy"),
             "clientProxyLimit",
             &TimeLimits::proxy,
             tr("Until the proxy has led on to the target."));
    addPhase(tr("Words in clear before TLS"),
             "clientStarttlsLimit",
             &TimeLimits::starttls,
             tr("Until the server has agreed to TLS in its own protocol."));
    addPhase(tr("TLS handsha&ke"),
             "clientTlsLimit",
             &TimeLimits::tls,
             tr("From the hello to the end of the handshake."));
    addPhase(tr("Silence after the handshake"),
             "clientIdleLimit",
             &TimeLimits::idle,
             tr("No byte in either direction for so long ends the connection."));
    addPhase(tr("Everything after the handshake"),
             "clientDataLimit",
             &TimeLimits::data,
             tr("So long the connection stays open at most."));
}

void LimitsGroup::addPhase(const QString& label,
                           const char* name,
                           Milliseconds TimeLimits::*member,
                           const QString& hint)
{
    QLineEdit* edit = line(name, tr("no limit of its own"));
    m_phases.append({member, addField(new FormField(label, edit, hint))});
}

void LimitsGroup::show(const ClientProfile& profile)
{
    m_whole->setText(toText(profile.limits.whole));
    for (const Limit& limit : m_phases) {
        const Milliseconds value = profile.limits.*limit.member;
        editOf(limit.field)->setText(value.count() == 0 ? QString() : toText(value));
    }
}

void LimitsGroup::read(ClientProfile& profile) const
{
    profile.limits.whole = limitOf(m_whole);
    for (const Limit& limit : m_phases) {
        profile.limits.*limit.member = limitOf(editOf(limit.field));
    }
}

void LimitsGroup::check()
{
    if (m_whole->text().trimmed().isEmpty()) {
        m_wholeField->setProblem(tr("A time limit is needed, like 10 s; 0: no limit."));
    } else {
        checkLimit(m_wholeField, tr("No limit: the attempt goes on until it is cancelled."));
    }
    for (const Limit& limit : m_phases) {
        checkLimit(limit.field, tr("No limit of its own."));
    }
}

} // namespace workbench
