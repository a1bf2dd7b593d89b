#pragma once

#include "ui/servers/groups/server_group.h"

#include <QList>

class QLineEdit;

namespace workbench {

/// How long connections may take.
class ServerLimitsGroup : public ServerGroup
{
    Q_OBJECT

public:
    explicit ServerLimitsGroup(QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;
    void checkWhole(const ServerProfile& profile) override;

private:
    struct Limit
    {
        Milliseconds ServerLimits::*member;
        QLineEdit* edit;
        FormField* field;
    };

    void add(Milliseconds ServerLimits::*member,
             const char* name,
             const char* where,
             const QString& label,
             const QString& hint);
    void showWhatNoneIs(Transport transport);

    QList<Limit> m_limits;
};

} // namespace workbench
