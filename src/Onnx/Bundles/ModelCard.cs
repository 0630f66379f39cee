using System.Globalization;
using System.Text;
using Slimfront.Onnx.Formats;

namespace Slimfront.Onnx.Bundles;

/// <summary>Says what a bundle holds, where it comes from and how good it is.</summary>
/// <param name="bundle">The bundle.</param>
/// <param name="files">Its models.</param>
/// <param name="preprocessing">What has to be done with an input.</param>
internal sealed class ModelCard(Bundle bundle, IReadOnlyList<BundleFile> files, Preprocessing preprocessing)
{
    /// <summary>The card, as Markdown.</summary>
    public string Text
    {
        get
        {
            var info = bundle.Info;
            var text = new StringBuilder();
            void Line(FormattableString line) =>
                text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

            Line($"# {bundle.Title}");
            Line($"");
            Line($"Recipe: {bundle.Recipe}. `recipe.yaml` makes it again: `slimfront search recipe.yaml`.");
            Line($"");
            Line(
                $"| file | form | bytes | {string.Join(" | ", bundle.Measures.Select(m => m.Objective.Title))} | agreement | difference |"
            );
            Line($"|---|---|---:|{string.Concat(bundle.Measures.Select(_ => "---:|"))}---:|---:|");
            foreach (var file in files)
                Line(
                    $"| {file.Name} | {file.Format} | {file.Bytes:n0} | {string.Join(" | ", bundle.Measures.Select(m => Measured(file, m.Objective.Key, m.Objective.IsShare)))} | {Agreement(file)} | {(file.Check is { } c ? c.Difference.ToString("0.0e+0", CultureInfo.InvariantCulture) : "")} |"
                );
            Line($"");
            Line(
                $"Measured on the {info.Test} examples of the test split, in ONNX Runtime with all optimisations; no example of it chose anything."
            );
            if (files.FirstOrDefault(f => f.Check is not null)?.Check is { } check)
                Line(
                    $"The finished model itself: {string.Join(", ", bundle.Measures.Select(m => $"{m.Objective.Title} {Value(check.Model[m.Objective.Key], m.Objective.IsShare)}"))}. Agreement: how often a file gives the same {info.Output} as it."
                );
            Line(
                $"Difference: the largest one between ONNX Runtime without optimisations and the network, by the largest answer."
            );
            foreach (var file in files.Where(f => f.Notes.Length > 0 || IsWhole(f)))
            {
                Line($"");
                Line($"**{file.Name}**");
                foreach (var note in file.Notes)
                    Line($"- {note}");
                if (IsWhole(file))
                    Line($"- {Fused(file)} Made for {Target(bundle.Request.Target)}.");
            }
            Line($"");
            Line($"## Input and output");
            Line($"");
            Line(
                $"Takes `input`, float32 [N, {string.Join(", ", info.Shape)}], with the values that the data set has, {preprocessing.Values}: normalisation is in the network (`preprocessing.json`)."
            );
            if (preprocessing.NoPicture is { } why)
                Line($"{why}.");
            Line(
                info.Scales.IsEmpty
                    ? (FormattableString)
                        $"Answers `output`, [N, {info.Outputs}]: a logit for each {info.Output} in `outputs.txt`."
                    : $"Answers `output`, [N, {info.Outputs}]: a number for each {info.Output} in `outputs.txt`, standardised: times its deviation plus its mean it is the quantity (metadata `output.mean`, `output.deviation`)."
            );
            Line($"`predict.py` and `Predict.cs` do it.");
            Line($"");
            Line($"## Where it comes from");
            Line($"");
            Line(
                $"- Data: {info.Name}, {info.Train} training, {info.Validation} validation and {info.Test} test examples, fingerprint {info.Fingerprint}."
            );
            foreach (var line in bundle.Origins.Lines)
                Line($"- {line}");
            Line($"- `SHA256SUMS` has the checksum of each file: `sha256sum -c SHA256SUMS`.");
            return text.ToString();
        }
    }

    private static bool IsWhole(BundleFile file) =>
        file.Check?.Operators.Keys.Any(k => k.StartsWith("QLinear", StringComparison.Ordinal)) == true;

    private static string Fused(BundleFile file)
    {
        var operators = file.Check!.Operators;
        var whole = operators.Where(o =>
            o.Key.StartsWith("QLinear", StringComparison.Ordinal) || o.Key == "QGemm"
        );
        string[] left = ["Conv", "FusedConv", "Gemm", "FusedGemm", "Add", "Concat"];
        var single = operators.Where(o => left.Contains(o.Key, StringComparer.Ordinal)).ToArray();
        return $"In whole numbers: {string.Join(", ", whole.Select(o => $"{o.Value} {o.Key}"))}; in single precision: {(single.Length == 0 ? "none" : string.Join(", ", single.Select(o => $"{o.Value} {o.Key}")))}.";
    }

    private static string Target(ExportTarget target) =>
        target switch
        {
            ExportTarget.Avx2 => "x64 with AVX2 and without VNNI: weights of 7 bits",
            ExportTarget.Vnni => "x64 with VNNI: weights of 8 bits",
            ExportTarget.Arm => "Arm with NEON: weights of 8 bits",
            _ => "any processor: weights of 7 bits",
        };

    private static string Agreement(BundleFile file) =>
        file.Check is { Agreement: var share } && double.IsFinite(share) ? Value(share, isShare: true) : "";

    private static string Measured(BundleFile file, string key, bool isShare) =>
        file.Check is { } check ? Value(check.File[key], isShare) : "";

    private static string Value(double value, bool isShare) =>
        isShare
            ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %")
            : value.ToString("0.####", CultureInfo.InvariantCulture);
}
