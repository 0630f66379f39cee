using System.Globalization;
using System.Text.Json;
using Slimfront.Engine.Data;
using Slimfront.Onnx.Formats;
using Slimfront.Search.Studies;

namespace Slimfront.Onnx.Bundles;

/// <summary>What has to be done with an input before a file takes it.</summary>
/// <remarks>Normalisation is in the file: it takes the values that the data set has.</remarks>
/// <param name="request">What is exported.</param>
/// <param name="info">The data set.</param>
internal sealed class Preprocessing(ExportRequest request, DataInfo info)
{
    private const int Grey = 1;
    private const int Colour = 3;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly (float Low, float High) _range = request.Data().Data.TrainingRange();

    /// <summary>What a byte of a picture is multiplied by to be a value of the data set; null where inputs are no pictures, or their values no shades.</summary>
    public double? PictureScale =>
        info.Shape is [Grey or Colour, _, _] ? NormalisationChoice.White(_range) / byte.MaxValue : null;

    /// <summary>What values an input has, as far as the training split tells.</summary>
    public string Values =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_range.Low:0.####} to {_range.High:0.####} in the training split"
        );

    /// <summary>What stands between a picture and an input, in one sentence; null where nothing does.</summary>
    public string? NoPicture =>
        info.Shape is [Grey or Colour, _, _] && PictureScale is null
            ? "The values of the data are no shades between black and white: pictures were changed before they came here, and must be changed in the same way before the model sees them"
            : null;

    /// <summary>The file for programs.</summary>
    public string Json =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["input"] = "input",
                ["type"] = "float32",
                ["shape"] = (object[])["N", .. info.Shape.Select(d => (object)d)],
                ["layout"] = info.Shape.Length == 3 ? "NCHW" : "NC",
                ["channels"] = info.Shape switch
                {
                    [Grey, _, _] => "grey",
                    [Colour, _, _] => "red, green, blue",
                    _ => "as in the data set",
                },
                ["values"] = new { lowest = _range.Low, highest = _range.High },
                ["normalisation"] = new
                {
                    where = "in the network: (value - mean) / deviation",
                    mean = request.Model.Normalisation.Mean,
                    deviation = request.Model.Normalisation.Deviation,
                },
                ["output"] = "output",
                ["outputs"] = info.OutputNames,
            },
            Indented
        ) + "\n";
}
