using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Slimfront.Actors.Artifacts;
using Slimfront.Search.Stages;

namespace Slimfront.Artifacts.Bench;

/// <summary>A folder of the bench's own, and the processes it starts.</summary>
internal sealed class Workplace(string root) : IDisposable
{
    public const string Token = "bench-token";
    private readonly List<Process> _processes = [];

    public string Folder { get; } =
        Directory.CreateDirectory(Path.Combine(root, "slimfront-artifacts-bench")).FullName;

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Puts bytes that no file system can compress into a node's store.</summary>
    public ArtifactId MakeArtifact(string node, long bytes, int seed)
    {
        Directory.CreateDirectory(this[node]);
        using var store = ArtifactStore.Open(Path.Combine(this[node], "store"));
        var file = this[$"new-{seed}"];
        using (var cipher = Aes.Create())
        using (var stream = File.Create(file))
        {
            cipher.Key = SHA256.HashData(BitConverter.GetBytes(seed));
            using var noise = new CryptoStream(
                stream,
                cipher.CreateEncryptor(cipher.Key, new byte[16]),
                CryptoStreamMode.Write
            );
            var zeros = new byte[1_000_000];
            for (var left = bytes - 16; left > 0; left -= zeros.Length)
                noise.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        }

        return store.Adopt(file).Artifact;
    }

    /// <summary>A real node: "slimfront node" with the store of a folder.</summary>
    public async Task<(Process Process, Uri Address)> StartNodeAsync(string node)
    {
        var (port, http) = (FreePort(), FreePort());
        var process = Start(
            Path.Combine(AppContext.BaseDirectory, "slimfront"),
            "node",
            "--roles",
            "coordinator",
            "--port",
            $"{port}",
            "--http-port",
            $"{http}",
            "--seed",
            $"127.0.0.1:{port}",
            "--directory",
            this[node]
        );
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("node ready", StringComparison.Ordinal))
                break;
        _ = process.StandardOutput.ReadToEndAsync();
        return (process, new($"http://127.0.0.1:{http}"));
    }

    /// <summary>This program in another process.</summary>
    public Process StartSelf(params string[] arguments) => Start(Environment.ProcessPath!, arguments);

    public Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["SLIMFRONT_TOKEN"] = Token;
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A line of /proc/PID/status in MB: VmRSS is now, VmHWM the peak.</summary>
    public static double Memory(int process, string line) =>
        File.ReadLines($"/proc/{process}/status")
            .Where(l => l.StartsWith(line, StringComparison.Ordinal))
            .Select(l =>
                double.Parse(
                    l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                    CultureInfo.InvariantCulture
                ) / 1000
            )
            .First();

    public void Remove(string name)
    {
        if (Directory.Exists(this[name]))
            Directory.Delete(this[name], recursive: true);
        File.Delete(this[name]);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
