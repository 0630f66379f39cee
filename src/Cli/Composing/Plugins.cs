using System.Reflection;
using System.Runtime.Loader;
using Slimfront.Search;

namespace Slimfront.Cli.Composing;

/// <summary>Loads assemblies with techniques from outside the product.</summary>
public static class Plugins
{
    /// <summary>Loads an assembly; what it needs beyond the product is looked for beside it.</summary>
    /// <exception cref="UserErrorException">The file is missing or is no .NET assembly.</exception>
    public static Assembly Load(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"--plugins: no file '{path}'.");
        try
        {
            var resolver = new AssemblyDependencyResolver(path);
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                resolver.ResolveAssemblyToPath(name) is { } file ? context.LoadFromAssemblyPath(file) : null;
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            _ = assembly.GetTypes();
            return assembly;
        }
        catch (BadImageFormatException e)
        {
            throw new UserErrorException($"--plugins: '{path}' is not a .NET assembly.", e);
        }
        catch (ReflectionTypeLoadException e)
        {
            var reason = e.LoaderExceptions.FirstOrDefault()?.Message.ReplaceLineEndings(" ");
            throw new UserErrorException($"--plugins: '{path}' does not fit this version: {reason}", e);
        }
    }
}
