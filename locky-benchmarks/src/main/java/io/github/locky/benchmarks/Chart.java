package io.github.locky.benchmarks;

import java.util.List;

/**
 * Draws horizontal bars as SVG, several for each row.
 */
final class Chart {

	private static final List<String> COLORS = List.of("#1f6feb", "#8250df", "#bf8700", "#1a7f37");

	private static final int LEFT = 240;

	private static final int UNIT = 200;

	private static final int BAR = 10;

	private final StringBuilder shapes = new StringBuilder();

	private int y = 60;

	/**
	 * Begin a chart.
	 * @param title what it shows
	 * @param series what the bars of each row stand for
	 */
	Chart(String title, List<String> series) {
		text(10, 22, title, "font-weight=\"bold\"");
		for (int i = 0; i < series.size(); i++) {
			text(LEFT + i * 130, 44, series.get(i), "fill=\"%s\"".formatted(COLORS.get(i)));
		}
	}

	/**
	 * Add a row.
	 * @param label what it is about
	 * @param values a value for each of the series, up to about 3
	 */
	void row(String label, List<Double> values) {
		text(LEFT - 10, this.y + 2 * BAR, label, "text-anchor=\"end\"");
		for (int i = 0; i < values.size(); i++) {
			double width = values.get(i) * UNIT;
			this.shapes.append("<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"%s\"/>%n".formatted(LEFT,
					this.y + i * BAR, width, BAR - 1, COLORS.get(i)));
			text(LEFT + (int) width + 4, this.y + i * BAR + BAR - 2, "%.2f".formatted(values.get(i)),
					"font-size=\"9\"");
		}
		this.y += values.size() * BAR + 10;
	}

	private void text(int x, int y, String text, String attributes) {
		this.shapes.append("<text x=\"%d\" y=\"%d\" %s>%s</text>%n".formatted(x, y, attributes, text));
	}

	@Override
	public String toString() {
		int width = LEFT + 3 * UNIT;
		return """
				<svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" font-family="sans-serif" font-size="13">
				<rect width="%1$d" height="%2$d" fill="#ffffff"/>
				<line x1="%3$d" y1="52" x2="%3$d" y2="%2$d" stroke="#8c959f" stroke-dasharray="3"/>
				%4$s</svg>
				"""
			.formatted(width, this.y, LEFT + UNIT, this.shapes);
	}

}
