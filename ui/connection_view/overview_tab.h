#pragma once

#include "ui/connection_view/connection_tab.h"

class QLabel;

namespace workbench {

class FactList;
class PhaseBars;

/// Phases with their times, what was offered, what was agreed on, and between whom.
class OverviewTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit OverviewTab(QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

private:
    FactList* m_agreed;
    FactList* m_ends;
    FactList* m_offered;
    FactList* m_addresses;
    PhaseBars* m_phases;
};

} // namespace workbench
