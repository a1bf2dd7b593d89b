#pragma once

#include "core/certificates/certificate_verifier.h"
#include "core/certificates/chain/chain_repair.h"
#include "core/report/chain_report.h"
#include "core/workbench/profiles.h"
#include "ui/common/window_context.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace workbench {

class NewestAnswer;
class TonePanel;
class TrustPicker;
class WrappedLabel;

/// The chain of an entry as it was built against a chosen trust, every certificate that might have
/// issued one of its links and what became of it, and what a repair would change.
class ChainView : public QWidget
{
    Q_OBJECT

public:
    explicit ChainView(const WindowContext& context, QWidget* parent = nullptr);

    /// Looks again, in the background.
    void setEntry(const StoreEntry& entry);

    /// What the work in the background finds.
    struct Picture
    {
        std::optional<Error> fault; ///< trust anchors that cannot be read
        Verification verification;
        QList<ChainStep> steps; ///< of the chain as built
        ChainRepair repair;
    };

Q_SIGNALS:
    /// There is something new to see.
    void shown();

private:
    void look();
    void show(const Picture& picture);
    void showSteps(const Picture& picture);
    void showRepair(const ChainRepair& repair);
    void repair();

    WindowContext m_context;
    std::optional<StoreEntry> m_entry;
    ChainRepair m_repair;
    TrustPicker* m_trust;
    TonePanel* m_panel;
    QLabel* m_icon;
    WrappedLabel* m_verdict;
    QTreeWidget* m_tree;
    WrappedLabel* m_reason; ///< of the chosen row
    WrappedLabel* m_changes;
    QPushButton* m_button;
    NewestAnswer* m_answers;
};

} // namespace workbench
