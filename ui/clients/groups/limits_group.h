#pragma once

#include "ui/clients/groups/client_group.h"

namespace workbench {

/// The time limit of the whole attempt, and those of its phases.
class LimitsGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit LimitsGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    void addPhase(const QString& label,
                  const char* name,
                  Milliseconds TimeLimits::*member,
                  const QString& hint = {});

    struct Limit
    {
        Milliseconds TimeLimits::*member;
        FormField* field;
    };

    QLineEdit* m_whole;
    FormField* m_wholeField;
    QList<Limit> m_phases;
};

} // namespace workbench
