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
    void checkPace();

    QComboBox* m_mode;
    QLineEdit* m_text;
    QLineEdit* m_delay;
    QLineEdit* m_rate;
    FormField* m_textField;
    FormField* m_delayField;
    FormField* m_rateField;
};

} // namespace workbench
