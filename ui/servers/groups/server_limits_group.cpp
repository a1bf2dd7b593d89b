#include "ui/servers/groups/server_limits_group.h"

#include "core/workbench/resolution/server_checks.h"
#include "ui/common/limit_check.h"
#include "ui/common/text.h"

#include <QLineEdit>

namespace workbench {

ServerLimitsGroup::ServerLimitsGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverLimitsGroup"), tr("Limits"))
{
    add(&ServerLimits::handshake,
        "serverHandshakeLimit",
        "handshake-timeout",
        tr("&Handshake limit"),
        tr("Like 10 s, 500 ms or 2 min."));
    add(&ServerLimits::firstByte,
        "serverFirstByteLimit",
        "first-byte-timeout",
        tr("Wait for the first byte"),
        tr("A client over TCP that says nothing for so long is ended."));
    add(&ServerLimits::starttls,
        "serverStarttlsLimit",
        "starttls-timeout",
        tr("In clear, before TLS"),
        tr("With explicit TLS: so long a client may take to ask for it."));
    add(&ServerLimits::idle,
        "serverIdleLimit",
        "idle-timeout",
        tr("Silence after the handshake"),
        tr("No byte in either direction for so long ends the connection; over UDP there is always "
           "a limit."));
    add(&ServerLimits::data,
        "serverDataLimit",
        "data-timeout",
        tr("Everything after the handshake"),
        tr("So long a connection stays open at most."));
}

void ServerLimitsGroup::add(Milliseconds ServerLimits::*member,
                            const char* name,
                            const char* where,
                            const QString& label,
                            const QString& hint)
{
    QLineEdit* edit = line(name, tr("no limit"));
    m_limits.append({member, edit, addField(new FormField(label, edit, hint), where)});
}

void ServerLimitsGroup::show(const ServerProfile& profile)
{
    for (const Limit& limit : m_limits) {
        const Milliseconds value = profile.limits.*limit.member;
        limit.edit->setText(value.count() == 0 ? QString() : toText(value));
    }
}

void ServerLimitsGroup::read(ServerProfile& profile) const
{
    for (const Limit& limit : m_limits) {
        profile.limits.*limit.member = parseDuration(limit.edit->text()).value_or(Milliseconds(0));
    }
}

void ServerLimitsGroup::check()
{
    for (const Limit& limit : m_limits) {
        checkLimit(limit.field, tr("No limit."));
    }
}

/// Over UDP nothing but a limit would ever end a connection.
void ServerLimitsGroup::showWhatNoneIs(Transport transport)
{
    const QString usual = toText(ServerLimits::kUsualIdle);
    for (const Limit& limit : m_limits) {
        const bool always = transport == Transport::Udp
            && (limit.member == &ServerLimits::handshake || limit.member == &ServerLimits::idle);
        limit.edit->setPlaceholderText(always ? usual : tr("no limit"));
        const Result<Milliseconds> typed = parseDuration(limit.edit->text());
        if (always && typed && typed->count() == 0) {
            limit.field->setNote(
                tr("Over UDP there is always a limit: 0 stands for %1.").arg(usual));
        }
    }
}

void ServerLimitsGroup::checkWhole(const ServerProfile& profile)
{
    showWhatNoneIs(profile.transport);
    const Result<void> fits = checkLimits(profile.limits, profile.transport);
    for (const ErrorRow& row : errorRows()) {
        if (!fits && row.where == fits.error().where) {
            row.field->setProblem(errorText(fits.error()));
        }
    }
}

} // namespace workbench
