#pragma once

#include "core/certificates/store_search.h"

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace workbench {

/// The search field of a list of certificates with the buttons that narrow it.
class StoreFilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit StoreFilterBar(QWidget* parent = nullptr);

    StoreFilter filter() const;

    void setSoonDays(int days); ///< what "ending" means, as of expirySoonDays()

    QLineEdit* field() const { return m_field; }

    void clear();

Q_SIGNALS:
    void filterChanged();

private:
    QToolButton* button(const char* name, const QString& text, const QString& explanation);

    int m_soonDays = kUsualSoonDays;
    QLineEdit* m_field;
    QToolButton* m_key;
    QToolButton* m_ca;
    QToolButton* m_soon;
    QToolButton* m_problems;
};

} // namespace workbench
