namespace Aspire.Hosting.Tests.Running;

/// <summary>
/// A docker-like command line for machines without an engine: it has no image until it pulls one, and runs the machine's own
/// redis-server with the port and folder that the container would have.
/// </summary>
internal sealed class SmallEngine : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aspire-engine-");

    public SmallEngine()
    {
        File.WriteAllText(Program, $$"""
            #!/bin/sh
            echo "$*" >> {{_folder.FullName}}/calls
            case "$1" in
              info) exit 0 ;;
              image) [ -e {{_folder.FullName}}/pulled ]; exit ;;
              pull) touch {{_folder.FullName}}/pulled; exit 0 ;;
              rm) exit 0 ;;
              run)
                while [ $# -gt 0 ]; do
                  case "$1" in
                    --publish) port=$(echo "$2" | cut -d: -f2) ;;
                    --volume) folder=${2%%:*} ;;
                  esac
                  shift
                done
                sed -e "s#\"/data\"#\"$folder\"#" -e "s/^port .*/port $port/" -e "s/^bind .*/bind 127.0.0.1/" "$folder/redis.conf" > "$folder/inside.conf"
                exec redis-server "$folder/inside.conf" ;;
            esac
            exit 64
            """);
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Program => Path.Combine(_folder.FullName, "engine");

    public IReadOnlyList<string> Calls => File.ReadAllLines(Path.Combine(_folder.FullName, "calls"));

    public void Dispose() => _folder.Delete(recursive: true);
}
