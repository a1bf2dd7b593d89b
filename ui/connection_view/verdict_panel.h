#pragma once

#include "core/workbench/workbench.h"
#include "ui/common/state.h"
#include "ui/common/tone_panel.h"

class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace workbench {

/// The verdict on a connection, always in the same place: icon and one sentence; then why and what
/// to do; what it rests on and the raw errors are one click away. A connection that worked takes
/// one quiet line.
class VerdictPanel : public TonePanel
{
    Q_OBJECT

public:
    explicit VerdictPanel(QWidget* parent = nullptr);

    void setConnection(const ObservedConnection& connection);

    /// Shows the button that leads to the record of the other end of this connection.
    void setOtherEndAvailable(bool available, const QString& whose);

    QString title() const;

Q_SIGNALS:
    void otherEndRequested();
    void repeatRequested();
    void editRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildButtons(QGridLayout* grid);
    void buildTexts(QGridLayout* grid);
    void showFinding(int number);
    void showOthers();
    void showTexts(const Finding* finding);
    void colour(); ///< what has a colour of its own, from the palette that holds now

    ObservedConnection m_connection;
    int m_shownFinding = 0;
    State m_state = State::Note; ///< that the icon shows
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_whyName;
    QLabel* m_why;
    QLabel* m_doName;
    QLabel* m_do;
    QWidget* m_doButtons;
    QWidget* m_others;
    QVBoxLayout* m_otherRows;
    QPlainTextEdit* m_raw;
    QPushButton* m_otherEnd;
    QPushButton* m_repeat;
    QPushButton* m_edit;
    QPushButton* m_rawButton;
};

} // namespace workbench
