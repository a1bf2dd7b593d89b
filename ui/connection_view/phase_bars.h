#pragma once

#include "core/connection/connection_record.h"

#include <QWidget>

namespace workbench {

/// The phases of an attempt as bars on one time axis, each with its name, result and duration.
class PhaseBars : public QWidget
{
    Q_OBJECT

public:
    explicit PhaseBars(QWidget* parent = nullptr);

    void setPhases(const QList<Phase>& phases, qint64 nowUs);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int rowHeight() const;
    qint64 duration(const Phase& phase) const;

    QList<Phase> m_phases;
    qint64 m_endUs = 1;
};

} // namespace workbench
