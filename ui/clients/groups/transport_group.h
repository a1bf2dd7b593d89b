#pragma once

#include "ui/clients/groups/client_group.h"

class QComboBox;

namespace workbench {

/// What carries the data: TLS, DTLS or nothing of both, over TCP or UDP, and what the system's
/// socket is told.
class TransportGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit TransportGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void checkWhole(const ClientProfile& profile) override;

private:
    FormField*
    addChoice(const QString& label, QWidget* editor, const QString& hint, const char* where);

    QComboBox* m_protocol;
    QCheckBox* m_keepAlive;
    QComboBox* m_nagle;
    QLineEdit* m_localAddress;
    QLineEdit* m_localPort;
    QCheckBox* m_dontRoute;
    QCheckBox* m_broadcast;
    QLineEdit* m_mtu;
    FormField* m_localPortField = nullptr;
    FormField* m_mtuField = nullptr;
};

} // namespace workbench
