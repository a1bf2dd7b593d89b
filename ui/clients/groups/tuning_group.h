#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

class TuningFields;

/// What goes to OpenSSL as it is, and the key log.
class TuningGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit TuningGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

    /// See TuningFields.
    void allowLegacySuites(bool allow);

private:
    TuningFields* m_tuning;
    QLineEdit* m_keyLog;
    FormField* m_keyLogField;
    QLineEdit* m_capture;
    FormField* m_captureField;
    QCheckBox* m_captureSecrets;
};

} // namespace workbench
