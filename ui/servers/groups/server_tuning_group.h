#pragma once

#include "ui/servers/groups/server_group.h"

class QLineEdit;

namespace workbench {

class AlpnField;
class TuningFields;

/// What goes to OpenSSL as it is, the application protocols, and the key log.
class ServerTuningGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerTuningGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

    /// As TuningFields::allowLegacySuites().
    void allowLegacySuites(bool allow);

private:
    AlpnField* m_alpn;
    TuningFields* m_tuning;
    QLineEdit* m_keyLog;
    FormField* m_keyLogField;
};

} // namespace workbench
