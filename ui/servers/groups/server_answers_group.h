#pragma once

#include "ui/servers/groups/server_group.h"

class QComboBox;
class QLineEdit;

namespace workbench {

/// What the server says after the handshake.
class ServerAnswersGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerAnswersGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;

private:
    QComboBox* m_mode;
    QLineEdit* m_text;
    FormField* m_textField;
};

} // namespace workbench
