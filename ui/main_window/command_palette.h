#pragma once

#include <QFrame>
#include <QIcon>
#include <QList>
#include <QPointer>

#include <functional>

class QLineEdit;
class QListWidget;

namespace workbench {

/// One thing that can be found or done.
struct PaletteEntry
{
    QString text; ///< "New server…", "Server: shop test"
    QString detail; ///< shortcut, or where it stands
    QIcon icon;
    std::function<void()> run;
};

/// Find or do anything: a field over the window, and below it what fits. Every word that is typed
/// must occur; entries that begin with the text come first.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* window);

    /// Shows the palette with these entries, the field empty and focused.
    void open(const QList<PaletteEntry>& entries);

    /// The entries that fit, best first.
    static QList<PaletteEntry> filtered(const QList<PaletteEntry>& entries, const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    void runCurrent();
    void close();

    QLineEdit* m_field;
    QListWidget* m_list;
    QList<PaletteEntry> m_entries;
    QList<PaletteEntry> m_shown;
    QPointer<QWidget> m_focusBefore;
};

} // namespace workbench
