#pragma once

#include "core/certificates/preflight/preflight.h"
#include "ui/common/window_context.h"

#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QLineEdit;
class QTimer;
class QToolButton;
class QVBoxLayout;

namespace workbench {

class NewestAnswer;

/// What there is to know before a server or client uses an entry, as a list below the choice of
/// the certificate; what can be repaired has a button, and can be undone.
class PreflightView : public QWidget
{
    Q_OBJECT

public:
    /// Parts are named after `name`: NAMEVerdict, NAMEFix0, …, NAMEAll.
    PreflightView(const QString& name, const WindowContext& context, QWidget* parent = nullptr);

    /// Lets the person say what clients will call the server, which the names in the certificate
    /// have to cover. The field is NAMEHost.
    void askForHost();

    /// The verdict says which entry it is about: for one of several.
    void nameEntry();

    /// Looks at the entry in the background; nothing: hides. One of a token or a file that is not
    /// read yet (unreadTokenEntry(), unreadFileEntry()) is read before.
    void setEntry(const std::optional<StoreEntry>& entry, const PreflightQuestion& question);

Q_SIGNALS:
    /// There is something new to see.
    void shown();

private:
    void look();
    void readPlaced();
    void lookSoon(); ///< once for a word that is being typed
    std::function<Preflight()> question() const; ///< of the entry; for a worker thread
    void show(const Preflight& preflight);
    void addRow(const PreflightItem& item, int number);
    void carryOut(const PreflightFix& fix);
    void clear();

    WindowContext m_context;
    std::optional<StoreEntry> m_entry;
    PreflightQuestion m_question;
    Preflight m_preflight;
    bool m_isNamed = false;
    QLabel* m_icon;
    QLabel* m_verdict;
    QToolButton* m_all;
    QLineEdit* m_host = nullptr; ///< null: not asked for
    QVBoxLayout* m_rows;
    NewestAnswer* m_answers;
    QTimer* m_pause; ///< before a token is read
};

} // namespace workbench
