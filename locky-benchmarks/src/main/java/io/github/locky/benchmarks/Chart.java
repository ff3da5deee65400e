package io.github.locky.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws horizontal bars as SVG, several for each row, beside a line at 1.
 */
final class Chart {

	private static final List<String> COLORS = List.of("#1f6feb", "#8250df", "#bf8700", "#1a7f37");

	private static final int LEFT = 240;

	private static final int WIDTH = 560;

	private static final int UNIT = 200;

	private static final int BAR = 10;

	private final String title;

	private final List<String> series;

	private final List<Row> rows = new ArrayList<>();

	/**
	 * Begin a chart.
	 * @param title what it shows
	 * @param series what the bars of each row stand for
	 */
	Chart(String title, List<String> series) {
		this.title = title;
		this.series = series;
	}

	/**
	 * Add a row.
	 * @param label what it is about
	 * @param values a value for each of the series
	 */
	void row(String label, List<Double> values) {
		this.rows.add(new Row(label, values));
	}

	@Override
	public String toString() {
		double longest = this.rows.stream().flatMap((row) -> row.values().stream()).reduce(1.0, Math::max);
		double unit = Math.min(UNIT, WIDTH / longest);
		StringBuilder shapes = new StringBuilder(text(10, 22, this.title, "font-weight=\"bold\""));
		for (int i = 0; i < this.series.size(); i++) {
			shapes.append(text(LEFT + i * 150, 44, this.series.get(i), "fill=\"%s\"".formatted(COLORS.get(i))));
		}
		int y = 60;
		for (Row row : this.rows) {
			shapes.append(text(LEFT - 10, y + 2 * BAR, row.label(), "text-anchor=\"end\""));
			for (int i = 0; i < row.values().size(); i++) {
				shapes.append(bar(y, row.values().get(i), unit, COLORS.get(i)));
				y += BAR;
			}
			y += BAR;
		}
		return """
				<svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" font-family="sans-serif" font-size="13">
				<rect width="%1$d" height="%2$d" fill="#ffffff"/>
				<line x1="%3$d" y1="52" x2="%3$d" y2="%2$d" stroke="#8c959f" stroke-dasharray="3"/>
				%4$s</svg>
				"""
			.formatted(LEFT + WIDTH + 40, y, LEFT + (int) unit, shapes);
	}

	private static String bar(int y, double value, double unit, String color) {
		double length = value * unit;
		return "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" fill=\"%s\"/>%n".formatted(LEFT, y, length,
				BAR - 1, color)
				+ text(LEFT + (int) length + 4, y + BAR - 2, "%.2f".formatted(value), "font-size=\"9\"");
	}

	private static String text(int x, int y, String text, String attributes) {
		return "<text x=\"%d\" y=\"%d\" %s>%s</text>%n".formatted(x, y, attributes, text);
	}

	/**
	 * Bars that belong together.
	 */
	private record Row(String label, List<Double> values) {
	}

}
