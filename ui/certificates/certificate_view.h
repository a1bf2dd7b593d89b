#pragma once

#include "core/certificates/certificate_store.h"
#include "ui/common/window_context.h"

#include <QList>
#include <QPair>
#include <QWidget>

#include <optional>

class QLabel;
class QSpinBox;
class QStackedLayout;
class QTabWidget;

namespace workbench {

class CertificateDetails;
class ChainView;
class CheckView;
class FieldView;
class TonePanel;
class TreeDecoder;
class UsersView;

/// Everything about one entry of the store: summary, fields with their bytes, chain, checks, users.
/// What a tab shows is worked out when it is looked at.
class CertificateView : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateView(const WindowContext& context, QWidget* parent = nullptr);

    /// `extra` facts stand first in the summary, e.g. where the certificate lies.
    void setEntry(const StoreEntry& entry, const QList<QPair<QString, QString>>& extra);

    /// Nothing is chosen.
    void clear();

Q_SIGNALS:
    void serverChosen(const QString& name);
    void clientChosen(const QString& name);
    void soonDaysChanged(int days); ///< as of expirySoonDays()

private:
    QWidget* buildSummary();
    void showTab();
    void showValidity();
    void showFields();
    void showUsers();

    WindowContext m_context;
    std::optional<StoreEntry> m_entry;
    QList<QPair<QString, QString>> m_extra; ///< as of setEntry()
    QList<QWidget*> m_fresh; ///< tabs that show the entry already
    TonePanel* m_validity;
    QLabel* m_validityIcon;
    QLabel* m_validityText;
    QSpinBox* m_soonDays;
    CertificateDetails* m_details;
    FieldView* m_fields;
    TreeDecoder* m_decoder;
    ChainView* m_chain;
    CheckView* m_checks;
    UsersView* m_users;
    QTabWidget* m_tabs;
    QLabel* m_empty;
    QStackedLayout* m_stack;
};

} // namespace workbench
