using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slimfront.Actors.Http;
using Slimfront.Actors.Security;
using Slimfront.Search;

namespace Slimfront.Cli.Runs;

/// <summary>How to reach the process that owns a run, or a cluster.</summary>
/// <param name="Address">Base address of its HTTP service.</param>
/// <param name="Token">What it asks callers to show.</param>
/// <param name="Study">The study of a run; null for a cluster.</param>
public sealed record Endpoint(Uri Address, string Token, string? Study = null)
{
    /// <summary>Whom a caller believes and what it shows; null for plain HTTP, or the system's authorities.</summary>
    [JsonIgnore]
    public Tls? Tls { get; init; }

    /// <summary>Further nodes of the cluster, asked when that one is silent.</summary>
    [JsonIgnore]
    public ImmutableArray<Uri> Others { get; init; } = [];

    /// <summary>A client of it. The process of a run that is gone does not come back; a cluster's coordinator does.</summary>
    public ClusterClient Connect() =>
        new([Address, .. Others], Token, Tls?.Handler(), outlasts: Study is null);

    /// <summary>A token that cannot be guessed.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Leaves the endpoint where only this user can read it.</summary>
    public void Write(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(file);
        using var stream = new FileStream(file, options);
        JsonSerializer.Serialize(stream, this);
    }

    /// <summary>Reads what <see cref="Write"/> left; null where there is none.</summary>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public static Endpoint? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Endpoint>(File.ReadAllText(file));
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"'{file}' is damaged: {e.Message}", e);
        }
    }
}
