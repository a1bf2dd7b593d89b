#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

/// How the handshake is held, beyond the lists of what is offered.
class HandshakeGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit HandshakeGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    QCheckBox* m_tickets;
    QCheckBox* m_timestamps;
    QCheckBox* m_legacyRenegotiation;
    QLineEdit* m_padding;
    QLineEdit* m_minimumDh;
    FormField* m_paddingField;
    FormField* m_minimumDhField;
};

} // namespace workbench
