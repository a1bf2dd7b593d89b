#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

/// What carries the protocol.
class TransportGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit TransportGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;

private:
    QCheckBox* m_datagrams;
};

} // namespace workbench
