#pragma once

#include "ui/servers/groups/server_group.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace workbench {

/// Port and address, in front, and what is listened with.
class ServerListenGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerListenGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;
    void checkWhole(const ServerProfile& profile) override;

private:
    void checkPort();
    void checkAddress();
    bool isThreadCount() const;
    QString address() const;

    QLineEdit* m_port;
    FormField* m_portField;
    QComboBox* m_address;
    FormField* m_addressField;
    QLineEdit* m_threads;
    FormField* m_threadsField;
    QCheckBox* m_reuse;
    QCheckBox* m_datagrams;
    QCheckBox* m_autostart;
};

} // namespace workbench
