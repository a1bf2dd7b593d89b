#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace workbench {

/// Who is let in, and how the others are refused.
class ServerAccessGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerAccessGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

private:
    QStringList allowed() const;

    QCheckBox* m_deny;
    QComboBox* m_way;
    QComboBox* m_alert;
    QLineEdit* m_most;
    FormField* m_mostField;
    QLineEdit* m_allowed;
    FormField* m_allowedField;
};

} // namespace workbench
