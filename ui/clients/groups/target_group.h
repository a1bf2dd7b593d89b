#pragma once

#include "core/workbench/profiles.h"
#include "ui/clients/groups/client_group.h"
#include "ui/common/window_context.h"

namespace workbench {

/// Where to, and what it is called: host, port, name. A URL in the host field offers its host,
/// its port and how TLS begins there.
class TargetGroup : public ClientGroup
{
    Q_OBJECT

public:
    /// `editedName`: the client to change; empty: a new one.
    TargetGroup(const WindowContext& context, QString editedName, QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;
    /// TLS at once on a port where it is not spoken at once.
    void checkWhole(const ClientProfile& profile) override;

    /// Puts the port there unless a person has chosen one of their own.
    void takeUsualPort(quint16 port);

Q_SIGNALS:
    /// A URL was taken whose service begins in clear, in the protocol of this word of --starttls,
    /// or with TLS at once: empty.
    void serviceTaken(const QString& starttls);

private:
    void checkHost();
    void takeOffer();
    void checkPort();
    void checkName();
    QString clientName() const;

    WindowContext m_context;
    QString m_editedName;
    HostAndPort m_offer;
    QLineEdit* m_host;
    QLineEdit* m_port;
    QLineEdit* m_clientName;
    FormField* m_hostField;
    FormField* m_portField;
    FormField* m_nameField;
};

} // namespace workbench
