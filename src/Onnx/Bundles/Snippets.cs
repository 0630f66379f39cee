using System.Globalization;
using Slimfront.Search.Studies;

namespace Slimfront.Onnx.Bundles;

/// <summary>A dozen lines of Python and of C# that use an exported file.</summary>
/// <param name="file">The file's name.</param>
/// <param name="info">The data that the model was made for.</param>
/// <param name="preprocessing">What has to be done with an input.</param>
internal sealed class Snippets(string file, DataInfo info, Preprocessing preprocessing)
{
    private bool IsPicture => preprocessing.PictureScale is not null;

    private string Scale => preprocessing.PictureScale!.Value.ToString("R", CultureInfo.InvariantCulture);

    private int Channels => info.Shape[0];

    private int Height => info.Shape.Length == 3 ? info.Shape[1] : 1;

    private int Width => info.Shape.Length == 3 ? info.Shape[2] : 1;

    private bool IsMap => info.Shape.Length == 3;

    private string Usage =>
        IsPicture ? "picture.png"
        : IsMap ? "example.f32"
        : "1.5 2 0.25 …";

    // What the program's first lines say of its input, where a picture will not do.
    private string Hint(string comment) =>
        IsPicture || !IsMap
            ? ""
            : $"""

                {comment} example.f32: {Channels} × {Height} × {Width} numbers of single precision, with the values that the data set has ({preprocessing.Values}).
                {comment} numpy writes it: array.astype("<f4").tofile("example.f32"){(
                    preprocessing.NoPicture is { } why ? $"\n{comment} {why}." : ""
                )}
                """;

    private static string Skia =>
        "#:package SkiaSharp@3.119.4\n#:package SkiaSharp.NativeAssets.Linux.NoDependencies@3.119.4";

    private bool IsQuantity => !info.Scales.IsEmpty;

    /// <summary>Python: numpy, onnxruntime and, for pictures, Pillow.</summary>
    public string Python =>
        $$"""
            # python predict.py {{Usage}}      needs: pip install onnxruntime numpy{{(
                IsPicture ? " pillow" : ""
            )}}{{Hint("#")}}
            import sys
            import numpy as np
            import onnxruntime
            {{(
                IsPicture ? PythonPicture
                : IsMap ? PythonFile
                : PythonNumbers
            )}}
            names = open("outputs.txt", encoding="utf-8").read().splitlines()
            session = onnxruntime.InferenceSession("{{file}}", providers=["CPUExecutionProvider"])
            answers = session.run(None, {"input": values})[0][0]
            {{(IsQuantity ? PythonQuantities : "print(names[int(answers.argmax())])")}}

            """;

    /// <summary>C#: a program of one file, run by the .NET SDK 10.</summary>
    public string CSharp =>
        $"""
            // dotnet run Predict.cs {Usage}      needs: the .NET SDK 10
            // In a project of your own: leave out the lines that begin with #: and add their packages to it.{Hint("//")}
            #:package Microsoft.ML.OnnxRuntime@1.31.1
            {(IsPicture ? Skia : "")}
            using Microsoft.ML.OnnxRuntime;
            {(
                IsPicture ? CSharpPicture
                : IsMap ? CSharpFile
                : CSharpNumbers
            )}
            var names = File.ReadAllLines("outputs.txt");
            using var session = new InferenceSession("{file}");
            using var input = OrtValue.CreateTensorValueFromMemory(values, [1, {string.Join(
                ", ",
                info.Shape
            )}]);
            using var results = session.Run(new RunOptions(), ["input"], [input], ["output"]);
            var answers = results[0].GetTensorDataAsSpan<float>().ToArray();
            {(
                IsQuantity
                    ? CSharpQuantities
                    : "Console.WriteLine(names[Array.IndexOf(answers, answers.Max())]);"
            )}

            """;

    private string PythonPicture =>
        $"""
            from PIL import Image, ImageOps

            picture = ImageOps.fit(Image.open(sys.argv[1]).convert("{(
                Channels == 1 ? "L" : "RGB"
            )}"), ({Width}, {Height}), Image.Resampling.BILINEAR)
            values = np.asarray(picture, np.float32).reshape({Height}, {Width}, {Channels}).transpose(2, 0, 1)[None] * np.float32({Scale})
            """;

    private string PythonFile =>
        $"""

            values = np.fromfile(sys.argv[1], "<f4").reshape(1, {string.Join(", ", info.Shape)})
            """;

    private string PythonNumbers =>
        $"""

            values = np.array([float(v) for v in sys.argv[1:]], np.float32).reshape(1, {string.Join(
                ", ",
                info.Shape
            )})
            """;

    private string PythonQuantities =>
        $"""
            answers = answers * np.array([{Joined(s => s.Deviation)}]) + np.array([{Joined(s => s.Mean)}])
            for name, answer in zip(names, answers):
                print(name, answer)
            """;

    private string CSharpPicture =>
        $$"""
            using SkiaSharp;

            using var file = SKBitmap.Decode(args[0]);
            var side = Math.Min(file.Width * {{Height}}, file.Height * {{Width}});
            var cut = SKRectI.Create(side / {{Height}}, side / {{Width}});
            cut.Offset((file.Width - cut.Width) / 2, (file.Height - cut.Height) / 2);
            using var part = new SKBitmap();
            file.ExtractSubset(part, cut);
            using var picture = part.Resize(new SKImageInfo({{Width}}, {{Height}}, SKColorType.Rgba8888), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            var values = new float[{{Channels}} * {{Height}} * {{Width}}];
            for (var y = 0; y < {{Height}}; y++)
            for (var x = 0; x < {{Width}}; x++)
            {
                var c = picture.GetPixel(x, y);
                float[] parts = {{(
                Channels == 1
                    ? "[0.299f * c.Red + 0.587f * c.Green + 0.114f * c.Blue]"
                    : "[c.Red, c.Green, c.Blue]"
            )}};
                for (var k = 0; k < parts.Length; k++)
                    values[((k * {{Height}}) + y) * {{Width}} + x] = parts[k] * {{Scale}}f;
            }
            """;

    private static string CSharpFile =>
        """
            using System.Runtime.InteropServices;

            var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(args[0])).ToArray();
            """;

    private static string CSharpNumbers =>
        """

            var values = args.Select(a => float.Parse(a, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            """;

    private string CSharpQuantities =>
        $$"""
            double[] deviations = [{{Joined(s => s.Deviation)}}], means = [{{Joined(s => s.Mean)}}];
            for (var i = 0; i < names.Length; i++)
                Console.WriteLine($"{names[i]} {(answers[i] * deviations[i]) + means[i]}");
            """;

    private string Joined(Func<Scale, double> part) =>
        string.Join(", ", info.Scales.Select(s => part(s).ToString("R", CultureInfo.InvariantCulture)));
}
